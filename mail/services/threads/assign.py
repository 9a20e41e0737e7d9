"""Giving each message of a batch its thread, in a number of statements that does not grow.

An entry (:class:`ThreadReference`) belongs to one thread, and so do all messages at its place.
Threads that a message joins become one; the rows of the smaller move.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from mail.core.threads.grouping import doubtful, grouped
from mail.core.threads.places import Place, places_of
from mail.models import Message
from mail.services.new_rows import NewMessage
from mail.services.threads import rows
from mail.services.threads.rows import Crossed

log = logging.getLogger(__name__)

ATTEMPTS = 5

Headed = tuple[Message | NewMessage, Mapping[str, Any]]
"""A message and what is stored of its headers (``MessageBody.headers``)."""


def thread_messages(account_id: int, messages: Sequence[Headed]) -> None:
    """Set ``thread_id`` of *messages*, which are of that account; the caller stores it.

    Call inside the transaction that stores them. Where another worker joins the same threads at
    the same time it is tried again, and in the end left to :mod:`mail.services.threads.upkeep`.
    """
    places = [_places(*headed) for headed in messages]
    for _attempt in range(ATTEMPTS):
        try:
            with transaction.atomic():
                _assign(account_id, list(messages), list(places))
            return
        except Crossed:
            continue
    log.warning("no thread yet account=%s messages=%s", account_id, len(messages))
    for message, _headers in messages:
        message.thread_id = None


def _places(message: Message | NewMessage, headers: Mapping[str, Any]) -> list[Place]:
    return places_of(
        message.message_id,
        headers.get("in_reply_to", ""),
        headers.get("references", ()),
        message.subject,
    )


def _assign(account_id: int, messages: list[Headed], places: list[list[Place]]) -> None:
    known = rows.known(account_id, places)
    taken_apart: list[tuple[Message, Mapping[str, Any]]] = []
    if threads := doubtful(known, places):
        taken_apart = rows.take_apart(threads)
        messages += taken_apart
        places += [_places(*headed) for headed in taken_apart]
        known = rows.known(account_id, places)
    groups = grouped(known, places)
    sizes = rows.sizes({thread for group in groups for thread in group.threads})
    survivors = [group.survivor(sizes) for group in groups]
    fresh = iter(rows.new_threads(account_id, survivors.count(0)))
    kept = [survivor or next(fresh) for survivor in survivors]
    for group, thread in zip(groups, kept, strict=True):
        for number in group.messages:
            messages[number][0].thread_id = thread
    rows.keep(account_id, groups, survivors, kept)
    rows.move([message for message, _headers in taken_apart])
