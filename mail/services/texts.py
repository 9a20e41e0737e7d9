"""The readable parts of messages, read and stored batch by batch.

A batch is written in two statements; only when the store refuses it are its messages written one
by one, to find the one that cannot be kept. Nothing here stops at one message.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from django.db import DatabaseError, connection, transaction

from mail.core.html.text import html_to_text, snippet
from mail.core.mime.assemble import assemble
from mail.core.mime.message import ParsedMessage
from mail.core.mime.structure import WHOLE, from_raw
from mail.models import Message
from mail.models.message import MessageState
from mail.services.ingest import has_attachments, is_about_a_row, load_structure

log = logging.getLogger(__name__)

POISON_AFTER = 3
"""Failures after which a message gets a placeholder and the rest goes on."""

HANGS_UP_AFTER = 8
"""Broken connections at one message, asked for alone, after which it gets a placeholder: with the
growing pauses between them about two hours, longer than most servers are in trouble."""

SNIPPET_HTML_LIMIT = 20_000
"""Characters of a letter without plain text that are turned into text for its snippet."""

Parts = dict[str, bytes]


def keep_texts(messages: Sequence[Message], brought: Mapping[int, Parts]) -> None:
    """Store what was *brought*, by uid, of *messages*; what is missing counts as a failure.

    Call inside a transaction that renews the lease.
    """
    for message in messages:
        _read(message, brought.get(message.uid))
    try:
        with transaction.atomic():
            _write(messages)
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        for message in messages:
            _write_alone(message)


def note_failure(message: Message, *, give_up_after: int = POISON_AFTER) -> None:
    """Count a failed reading; after some the message is shown as it is and left alone."""
    message.failures += 1
    if message.failures >= give_up_after:
        message.state = MessageState.UNREADABLE


def keep_failures(messages: Sequence[Message]) -> None:
    Message.objects.bulk_update(messages, ["failures", "state"])


def _read(message: Message, parts: Parts | None) -> None:
    if parts is None:
        note_failure(message)
        return
    try:
        _assemble(message, parts)
    except Exception:
        log.exception("unreadable text message=%s", message.pk)
        note_failure(message)


def _assemble(message: Message, parts: Parts) -> None:
    header = b""
    body = message.body
    structure = load_structure(body.structure)
    if WHOLE in parts:
        header, structure, parts = from_raw(parts[WHOLE])
        body.structure = {**asdict(structure), "whole": True}
        message.has_attachments = has_attachments(structure)
    parsed = assemble(header, structure, parts)
    body.text, body.html = parsed.text, parsed.html
    body.defects = list(dict.fromkeys([*body.defects, *parsed.defects]))
    message.snippet = _snippet(parsed)
    message.state = MessageState.COMPLETE


def _snippet(parsed: ParsedMessage) -> str:
    return snippet(parsed.text or html_to_text(parsed.html[:SNIPPET_HTML_LIMIT]))[:200]


_MESSAGES = (
    "UPDATE mail_message SET has_attachments = %s, snippet = %s, state = %s, failures = %s"
    " WHERE id = %s"
)
_BODIES = (
    "UPDATE mail_messagebody SET structure = %s, text = %s, html = %s, defects = %s"
    " WHERE message_id = %s"
)


def _write(messages: Sequence[Message]) -> None:
    """By hand: saving row by row costs as much as fetching and reading together."""
    rows = [
        (json.dumps(body.structure), body.text, body.html, json.dumps(body.defects), body.pk)
        for body in (message.body for message in messages)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            _MESSAGES,
            [(m.has_attachments, m.snippet, m.state, m.failures, m.pk) for m in messages],
        )
        cursor.executemany(_BODIES, rows)


def _write_alone(message: Message) -> None:
    try:
        with transaction.atomic():
            _write([message])
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        log.exception("text cannot be stored message=%s", message.pk)
        message.snippet = message.body.text = message.body.html = ""
        message.state = MessageState.UNREADABLE
        _write([message])
