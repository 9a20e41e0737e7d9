"""What an answer takes over from the message it answers (RFC 5322 §3.6)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mail.core.address import Address, address_key
from mail.core.mime.headers import capped_references
from mail.core.mime.message import Headers

# English, Danish, Norwegian, Swedish, German, Dutch. "Ref:" and the like stay: they are content.
_PREFIX = r"(?:re|fwd?|svar|sv|vs|vb|vl|videres|antwort|antw|aw|wg|doorst)"
_PREFIXES = re.compile(
    rf"\s*+(?:{_PREFIX}[ \t]*+(?:[\[(]\d{{1,4}}[\])])?[ \t]*+[:：]\s*+)*+", re.IGNORECASE
)


def reply_subject(subject: str) -> str:
    """*subject* under a single ``Re:``, however often and in whichever language it was answered."""
    return f"Re: {_PREFIXES.sub('', subject, count=1).strip()}".rstrip()


def reply_recipients(
    headers: Headers, own_addresses: Iterable[str], *, to_all: bool
) -> tuple[tuple[Address, ...], tuple[Address, ...]]:
    """(to, cc) of an answer, without own addresses, each once.

    Goes to Reply-To, else From; an answer to one's own message goes to its recipients again.
    """
    own = {address_key(address) for address in own_addresses}
    senders = _usable(headers.reply_to) or _usable(headers.from_)
    written_by_us = any(address_key(a.address) in own for a in headers.from_)
    to = _without(headers.to if written_by_us else senders, own) or senders
    if not to_all:
        return to, ()
    taken = own | {address_key(a.address) for a in to}
    return to, _without((*headers.to, *headers.cc), taken)


def _usable(addresses: Iterable[Address]) -> tuple[Address, ...]:
    """Those that can be written to, each once."""
    seen: dict[str, Address] = {}
    for address in addresses:
        if "@" in address.address:
            seen.setdefault(address_key(address.address), address)
    return tuple(seen.values())


def _without(addresses: Iterable[Address], taken: set[str]) -> tuple[Address, ...]:
    return tuple(a for a in _usable(addresses) if address_key(a.address) not in taken)


def quote(text: str) -> str:
    """*text* as a quotation; a quotation in it gets one mark more (RFC 3676 §4.5)."""
    return "\n".join(map(_quoted_line, text.rstrip().split("\n"))) if text.strip() else ""


def _quoted_line(line: str) -> str:
    line = line.rstrip()
    return f">{line}" if not line or line.startswith(">") else f"> {line}"


def reply_references(headers: Headers) -> tuple[str, ...]:
    """The References of an answer: those of the message, or its In-Reply-To, and its own id."""
    earlier = headers.references or ((headers.in_reply_to,) if headers.in_reply_to else ())
    return capped_references(tuple(dict.fromkeys(filter(None, (*earlier, headers.message_id)))))
