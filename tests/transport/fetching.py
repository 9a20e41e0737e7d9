"""Answers to FETCH, for servers that improvise."""

from __future__ import annotations

from collections.abc import Callable

STRUCTURE = b'("TEXT" "PLAIN" NIL NIL NIL "7BIT" 5 1)'
OK = b"TAG OK done\r\n"


def record(uid: int, structure: bytes = STRUCTURE, subject: bytes = b"Hi") -> bytes:
    header = b"Subject: " + subject + b"\r\n\r\n"
    return (
        b'* %d FETCH (UID %d FLAGS (\\Seen) INTERNALDATE "01-Nov-2026 12:00:00 +0100" '
        b"RFC822.SIZE 40 BODYSTRUCTURE %s BODY[HEADER]<0> {%d}\r\n%s)\r\n"
    ) % (uid, uid, structure, len(header), header)


def asked(command: str) -> list[int]:
    """The uids of a UID FETCH."""
    uids: list[int] = []
    for part in command.split()[2].split(","):
        first, _, last = part.partition(":")
        uids += range(int(first), int(last or first) + 1)
    return uids


def fetching(answer: Callable[[str], bytes | None]) -> Callable[[str], bytes | None]:
    return lambda command: answer(command) if command.startswith("UID FETCH") else None
