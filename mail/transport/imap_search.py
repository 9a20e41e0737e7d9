"""UID SEARCH in its variants (RFC 9051 §6.4.4): which messages of the selected mailbox."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import UID_LIMIT
from mail.core.imap.ranges import sequence_sets
from mail.core.imap.uid_set import UidSet, parse_uid_set
from mail.transport.imap_connection import ImapConnection

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
UIDS_LIMIT = 1_000_000
"""Messages of one mailbox: twice the largest that we have heard of, and 40 MB of ours."""

TEXT_LIMIT = 200
"""Characters that are looked for at most: nobody types more, and servers cap the line."""


_ALL = re.compile(rb"(?:\A|\s)ALL\s+([\d:,]+)", re.IGNORECASE)


def search(
    connection: ImapConnection, *criteria: str | bytes, literal: bytes | None = None
) -> list[int]:
    """Uids, ascending, told as ranges where the server can (ESEARCH, RFC 4731).

    A *literal* is the last word of the *criteria*. Raises MailError.
    """
    if literal is not None:
        connection.wire.send_literal(literal)
    if connection.offers("ESEARCH"):
        connection.run("UID", "SEARCH", "RETURN", "(ALL)", *criteria)
        found = _esearch(connection)
        if found is not None:
            return found
    else:
        connection.run("UID", "SEARCH", *criteria)
    lines = (line for line in connection.told("SEARCH") if isinstance(line, bytes))
    return sorted(set(_uids(lines)))


def uids_since(connection: ImapConnection, day: date) -> list[int]:
    """What the server got on *day* or later, by the server's own clock and zone."""
    return search(connection, f"SINCE {_said(day)}")


def uids_between(connection: ImapConnection, first: date, behind: date) -> list[int]:
    """What the server got on *first* or later, and before *behind*."""
    return search(connection, f"SINCE {_said(first)} BEFORE {_said(behind)}")


def _said(day: date) -> str:
    return f"{day.day}-{MONTHS[day.month - 1]}-{day.year:04}"


def existing(connection: ImapConnection, uids: Iterable[int]) -> set[int]:
    """Those of *uids* that are there."""
    found: set[int] = set()
    for sequence_set in sequence_sets(uids):
        found.update(search(connection, f"UID {sequence_set}"))
    return found


SEARCH_S = 90.0
"""A server without an index reads every message for it; below what a lease may be silent."""


@dataclass(frozen=True, slots=True)
class TextHits:
    """*uids*, ascending, of the messages that hold *words*."""

    uids: list[int]
    words: str


def uids_with_text(connection: ImapConnection, text: str) -> TextHits:
    """Messages that hold *text* anywhere, as the server looks for it.

    Not every server knows UTF-8 (RFC 9051 §6.4.4: it may answer BADCHARSET); it is then asked for
    the longest word that can be said in ASCII, and the answer names it. Raises MailError.
    """
    wanted = text[:TEXT_LIMIT].replace("\0", "")
    usual_s, connection.wire.timeout_s = connection.wire.timeout_s, SEARCH_S
    try:
        return _with_text(connection, wanted)
    finally:
        connection.wire.timeout_s = usual_s


def _with_text(connection: ImapConnection, wanted: str) -> TextHits:
    charset = () if wanted.isascii() else ("CHARSET", "UTF-8")
    try:
        return TextHits(search(connection, *charset, "TEXT", literal=wanted.encode()), wanted)
    except MailError as problem:
        if not charset or problem.code is not Code.COMMAND_REFUSED:
            raise
    plain = max((word for word in wanted.split() if word.isascii()), key=len, default="")
    if not plain:
        raise MailError(Code.COMMAND_REFUSED, "BADCHARSET", subject=connection.endpoint.host)
    return TextHits(search(connection, "TEXT", literal=plain.encode()), plain)


def _esearch(connection: ImapConnection) -> list[int] | None:
    """None when the server answered in the old way after all."""
    lines = [line for line in connection.told("ESEARCH") if isinstance(line, bytes)]
    if not lines:
        return None if connection.told("SEARCH") else []
    match = _ALL.search(lines[-1])
    found = parse_uid_set(match[1]) if match else UidSet()
    if found.size > UIDS_LIMIT:
        raise MailError(Code.TOO_MUCH, subject=connection.endpoint.host)
    return list(found.spelt_out())


def _uids(lines: Iterable[bytes]) -> Iterator[int]:
    for line in lines:
        # A MODSEQ in brackets may follow the numbers (RFC 7162 §3.1.5).
        for word in line.partition(b"(")[0].split():
            if word.isdigit() and len(word) <= 10 and 0 < int(word) < UID_LIMIT:
                yield int(word)
