"""``manage.py render FILE.eml``: what the inbox would show for a message."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from mail.core.address import Address
from mail.core.html.document import document
from mail.core.html.sanitize import sanitize
from mail.core.html.text import html_to_text, text_to_html
from mail.core.mime.message import ParsedMessage
from mail.core.mime.parse import parse


class Command(BaseCommand):
    help = "Show one or more message files as the inbox would."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE.eml")
        parser.add_argument("--as", dest="form", choices=["html", "text", "json"], default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        missing = 0
        for path in options["files"]:
            try:
                parsed = parse(path.read_bytes())
            except OSError as problem:
                missing += 1
                self.stderr.write(f"{path} cannot be read: {problem.strerror}.")
                continue
            self.stdout.write(_shown(parsed, options["form"]))
        if missing and missing == len(options["files"]):
            raise CommandError("None of the files could be read.")
        if missing:
            sys.exit(1)


def _shown(parsed: ParsedMessage, form: str) -> str:
    if form == "text":
        return parsed.text or html_to_text(parsed.html)
    html, held = _html(parsed)
    return html if form == "html" else json.dumps(_fields(parsed, html, held), ensure_ascii=False)


def _html(parsed: ParsedMessage) -> tuple[str, int]:
    if not parsed.html.strip():
        return document(text_to_html(parsed.text), designed=False), 0
    ids = {part.content_id for part in parsed.structure.parts if part.content_id}
    clean = sanitize(parsed.html, cid_url=lambda cid: f"cid:{cid}" if cid in ids else None)
    return document(clean.html, designed=True), clean.held_images


def _fields(parsed: ParsedMessage, html: str, held_images: int) -> dict[str, object]:
    headers = parsed.headers
    return {
        "subject": headers.subject,
        "from": _addresses(headers.from_),
        "to": _addresses(headers.to),
        "cc": _addresses(headers.cc),
        "date": headers.date.isoformat() if headers.date else None,
        "message_id": headers.message_id,
        "text": parsed.text or html_to_text(parsed.html),
        "html": html,
        "attachments": [
            {
                "filename": part.filename,
                "content_type": part.content_type,
                "size_bytes": part.size_bytes,
                "content_id": part.content_id,
            }
            for part in parsed.structure.attachments
        ],
        "held_images": held_images,
        "defects": list(parsed.defects),
    }


def _addresses(addresses: tuple[Address, ...]) -> list[dict[str, str]]:
    return [{"name": address.name, "address": address.address} for address in addresses]
