"""Headers and structure of a message as plain values, which JSON can hold.

What is empty or as usual is left out: a mailbox has a hundred thousand of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any

from mail.core.address import Address
from mail.core.mime.message import Headers, Part, Structure


def dump_headers(headers: Headers) -> dict[str, object]:
    """The addresses and ids that reading and answering need, without what is empty."""
    dumped: dict[str, object] = {
        "from_": _dumped(headers.from_),
        "reply_to": _dumped(headers.reply_to),
        "to": _dumped(headers.to),
        "cc": _dumped(headers.cc),
        "bcc": _dumped(headers.bcc),
        "in_reply_to": headers.in_reply_to,
        "references": list(headers.references),
        "recipients_left_out": headers.recipients_left_out,
    }
    return {name: value for name, value in dumped.items() if value}


def _dumped(addresses: Sequence[Address]) -> list[list[str]]:
    return [[address.name, address.address] for address in addresses]


_PART_FIELDS = tuple((field.name, field.default) for field in fields(Part))


def dump_structure(structure: Structure) -> dict[str, object]:
    """*structure* without what is as usual."""
    return {
        "parts": [_dumped_part(part) for part in structure.parts],
        "text": list(structure.text),
        "html": list(structure.html),
    }


def _dumped_part(part: Part) -> dict[str, object]:
    dumped = {}
    for name, usual in _PART_FIELDS:
        value = getattr(part, name)
        if value != usual:
            dumped[name] = value
    return dumped


def load_structure(stored: Mapping[str, Any]) -> Structure:
    parts = tuple(Part(**part) for part in stored.get("parts", []))
    return Structure(
        parts=parts,
        text=tuple(stored.get("text", [])),
        html=tuple(stored.get("html", [])),
    )
