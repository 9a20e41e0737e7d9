"""The letters of the sample mailbox, in six languages."""

from __future__ import annotations

from crm_inbox.sample.messages import danish, dutch, english, german, norwegian, swedish
from crm_inbox.sample.messages.letter import Letter

LETTERS: tuple[Letter, ...] = (
    *danish.LETTERS,
    *dutch.LETTERS,
    *english.LETTERS,
    *german.LETTERS,
    *norwegian.LETTERS,
    *swedish.LETTERS,
)
