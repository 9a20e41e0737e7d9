"""Who a server says it is (ID, RFC 2971)."""

from __future__ import annotations

from collections.abc import Sequence

from mail.core.imap.response import Piece, Unreadable, read_items
from mail.core.imap.server_text import server_text


def server_id(told: Sequence[Piece]) -> dict[str, str]:
    """The fields of an untagged ID, names in lower case; empty when there are none to read."""
    try:
        match read_items(told):
            case (tuple() as fields, *_):
                pass
            case _:
                return {}
    except Unreadable:
        return {}
    return {
        server_text(name).lower(): server_text(value)
        for name, value in zip(fields[::2], fields[1::2], strict=False)
        if isinstance(name, bytes) and isinstance(value, bytes)
    }
