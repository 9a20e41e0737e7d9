"""One reading of a message: what sync stores, through a real server, is what ``parse`` reads."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.models import EmailAccount
from mail.core.html.text import snippet, snippet_of_html
from mail.core.mime.message import Headers, ParsedMessage, Part
from mail.core.mime.parse import parse
from mail.core.reading.plain import load_structure
from mail.models import Message
from mail.models.message import MessageState
from mail.services.ingest import plausible_date
from mail.services.stored_json import load_headers
from mail.services.sync import sync_account
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

CORPUS = Path(__file__).parents[1] / "corpus"
FILES = sorted(CORPUS.rglob("*.eml"))
DIFFERENCES: dict[str, dict[str, str]] = tomllib.loads(
    (CORPUS / "through_a_server.toml").read_text()
)
"""By file, what differs and why."""

Reading = dict[str, Any]


def test_the_whole_corpus_reads_alike_part_by_part_and_whole(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, [file.read_bytes() for file in FILES])
    report = sync_account(account, budget_s=120)
    assert report is not None
    assert not report.errors
    stored = Message.objects.order_by("uid").select_related("body")
    assert len(stored) == len(FILES) >= 150

    found = {
        file.stem: dict(_differences(message, parse(file.read_bytes())))
        for file, message in zip(FILES, stored, strict=True)
    }

    told = _told(found)
    assert not told, "\n".join(told)
    known = [(name, what) for name, whats in DIFFERENCES.items() for what in whats]
    assert [(name, what) for name, what in known if what not in found[name]] == []


def _told(found: dict[str, dict[str, tuple[Any, Any]]]) -> list[str]:
    """The differences that nobody has explained."""
    return [
        f"{name}: {what}: stored {stored!r:.200}, read {read!r:.200}"
        for name, pairs in found.items()
        for what, (stored, read) in pairs.items()
        if what not in DIFFERENCES.get(name, {})
    ]


def _differences(message: Message, parsed: ParsedMessage) -> Iterator[tuple[str, tuple[Any, Any]]]:
    kept, read = _kept(message), _read(message, parsed)
    for what in kept:
        if kept[what] != read[what]:
            yield what, (kept[what], read[what])


def _kept(message: Message) -> Reading:
    body = message.body
    return {
        "state": message.state,
        "headers": _essentials(load_headers(message)),
        "text": body.text,
        "html": body.html,
        "attachments": [*map(_file, load_structure(body.structure).attachments)],
        "snippet": message.snippet,
        "defects": set(body.defects),
    }


def _read(message: Message, parsed: ParsedMessage) -> Reading:
    return {
        "state": MessageState.COMPLETE,
        "headers": {
            **_essentials(parsed.headers),
            "date": plausible_date(parsed.headers.date, message.internaldate),
        },
        "text": parsed.text,
        "html": parsed.html,
        "attachments": [*map(_file, parsed.structure.attachments)],
        "snippet": snippet(parsed.text) if parsed.text else snippet_of_html(parsed.html),
        "defects": set(parsed.defects),
    }


def _essentials(headers: Headers) -> dict[str, Any]:
    return {
        name: getattr(headers, name)
        for name in ("from_", "reply_to", "to", "cc", "bcc", "date", "message_id", "in_reply_to",
                     "references", "recipients_left_out")
    } | {"subject": headers.subject[:998]}  # fmt: skip


def _file(part: Part) -> tuple[str, str, str]:
    return part.filename, part.content_type, part.content_id
