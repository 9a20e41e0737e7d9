"""By which ids a message belongs to a conversation.

A message is known by its own id and names others: In-Reply-To, References (RFC 5322 §3.6.4). Two
messages belong together when they share a *place*: an id together with what the subject is about.
Ids alone join what does not belong together (people take an old mail, empty it and write a new
one; a ticket system puts one id into everything it sends), a subject alone joins all "Invoice"s.
An answer that says so ("Re:") is trusted to know what it answers, under whatever subject.

Whether two messages belong together depends on these places only, never on which came first.
"""

from __future__ import annotations

from binascii import b2a_base64
from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple

from mail.core.threads.base_subject import base_subject

ID_LIMIT_BYTES = 900
"""Longer ids are cut, as they are when a header is read."""

NAMED_LIMIT = 12
"""Ids taken from one message: the first of References, which began the conversation, and the
latest. Whoever misses eleven messages in a row finds the next one under another subject."""


class Place(NamedTuple):
    """*id* and *topic* are digests, because a sender chooses how long an id is.

    *is_own*: the message itself has this id. *is_trusted*: it answers it, whatever the subject.
    """

    id: str
    topic: str
    is_own: bool
    is_trusted: bool


def places_of(
    message_id: str, in_reply_to: str, references: Sequence[str], subject: str
) -> list[Place]:
    """Where a message belongs: each id once, its own first. None for one without any usable id."""
    own, parent = id_of(message_id), id_of(in_reply_to)
    named = {own, parent, ""}
    topic, is_answer = _topic(subject)
    places = [Place(_id_digest(own), topic, True, False)] if own else []
    if parent and parent != own:
        places.append(Place(_id_digest(parent), topic, False, is_answer))
    for one in (*references[:1], *references[1:][1 - NAMED_LIMIT :]):
        if (reference := id_of(one)) not in named:
            named.add(reference)
            places.append(Place(_id_digest(reference), topic, False, False))
    return places


def id_of(text: str) -> str:
    """A message id as it is compared, "" for what is none: ``<>``, a bare word, a host name.

    Brackets and blanks around it do not count, nor does the case of the domain; that of the left
    side does, where some programs write base64.
    """
    left, at, domain = text.strip(" \t<>").rpartition("@")
    if not (left and at and domain):
        return ""
    return f"{left}@{domain.lower()}"


@lru_cache(maxsize=1024)
def _topic(subject: str) -> tuple[str, bool]:
    """Kept for a while, as the digests of ids are: those of one conversation come together."""
    about = base_subject(subject)
    return _digest(about.text.encode("utf-8", "replace"), 6), about.is_answer


@lru_cache(maxsize=1024)
def _id_digest(message_id: str) -> str:
    return _digest(message_id.encode("utf-8", "replace")[:ID_LIMIT_BYTES], 12)


def _digest(octets: bytes, size_bytes: int) -> str:
    return b2a_base64(blake2b(octets, digest_size=size_bytes).digest(), newline=False).decode()
