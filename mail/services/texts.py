"""The readable parts of messages: read one by one, and stored unit by unit.

A unit is written in a few statements; only when the store refuses it are its messages written one
by one, to find the one that cannot be kept. Nothing here stops at one message.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction

from mail.core.reading.text import Text
from mail.core.reading.work import TEXT, Answer, Piece
from mail.models import Message
from mail.models.message import MessageState
from mail.services.ingest import is_about_a_row
from mail.services.new_rows import NewText
from mail.services.writing import write_texts

log = logging.getLogger(__name__)

POISON_AFTER = 3
"""Failures after which a message gets a placeholder and the rest goes on."""

HANGS_UP_AFTER = 8
"""Broken connections at one message, asked for alone, after which it gets a placeholder: with the
growing pauses between them about two hours, longer than most servers are in trouble."""

Parts = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that is listed, its text still to come; ``above`` is what its header said of it."""

    pk: int
    uid: int
    failures: int
    has_attachments: bool
    structure: Mapping[str, Any]
    defects: tuple[str, ...]
    above: str

    @property
    def sections(self) -> tuple[str, ...]:
        """What to fetch, without repetition."""
        wanted = (*self.structure.get("text", ()), *self.structure.get("html", ()))
        return tuple(dict.fromkeys(wanted))


def unread(pks: Sequence[int]) -> list[Unread]:
    """The messages *pks*, newest first."""
    columns = ("pk", "uid", "failures", "has_attachments", "body__structure", "body__defects",
               "body__text")  # fmt: skip
    rows = Message.rows.filter(pk__in=pks).order_by("-uid").values_list(*columns)
    return [
        Unread(pk, uid, failures, has_attachments, structure, tuple(defects), above)
        for pk, uid, failures, has_attachments, structure, defects, above in rows
    ]


def piece_of(message: Unread, parts: Parts) -> Piece:
    """What there is to read of *message*."""
    return TEXT, message.structure, parts, message.above


def kept_text(message: Unread, answer: Answer) -> NewText:
    """What *message* says by the *answer* to its piece; what cannot be read is a failure."""
    if isinstance(answer, str):
        log.error("unreadable text message=%s: %s", message.pk, answer)
        return failed(message)
    text = Text(*answer)
    described = text.has_attachments
    return NewText(
        message.pk,
        MessageState.COMPLETE,
        message.failures,
        message.has_attachments if described is None else described,
        text.snippet,
        text.text,
        text.html,
        tuple(dict.fromkeys((*message.defects, *text.defects))),
        text.structure,
    )


def failed(message: Unread, *, give_up_after: int = POISON_AFTER) -> NewText:
    """One failed reading more; after some the message is shown as it is and left alone."""
    failures = message.failures + 1
    state = MessageState.UNREADABLE if failures >= give_up_after else MessageState.LISTED
    return NewText(
        message.pk, state, failures, message.has_attachments,
        text=message.above, defects=message.defects,
    )  # fmt: skip


def keep_texts(texts: Sequence[NewText]) -> None:
    """Store *texts*. Call inside a transaction that renews the lease."""
    try:
        with transaction.atomic():
            write_texts(texts)
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        for text in texts:
            _write_alone(text)


def _write_alone(text: NewText) -> None:
    try:
        with transaction.atomic():
            write_texts([text])
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        log.exception("text cannot be stored message=%s", text.pk)
        write_texts(
            [NewText(text.pk, MessageState.UNREADABLE, text.failures, text.has_attachments)]
        )
