"""What a person may call a folder. Servers have rules besides; those show when they refuse."""

from __future__ import annotations

from enum import StrEnum

NAME_LIMIT = 100
"""Characters of one name: what file systems below a mail store take, written in UTF-7."""

PATH_LIMIT_BYTES = 900
"""Of the whole name with its parents: what our index and most servers take."""

DISPLACED = "\x1f"
"""Begins the name of a folder that is missing on the server and whose own name another folder has
there now. No person can type it (:func:`fault_in`), and no mail program lets one."""


class NameFault(StrEnum):
    EMPTY = "empty"
    TOO_LONG = "too_long"
    CHARACTER = "character"
    RESERVED = "reserved"
    TAKEN = "taken"


def fault_in(name: str, delimiter: str) -> NameFault | None:
    """What is wrong with *name*, one folder's own without its parents, already trimmed.

    ``%`` and ``*`` are wildcards of LIST (RFC 9051 §6.3.9), ``#`` in front begins a namespace.
    """
    if not name:
        return NameFault.EMPTY
    if len(name) > NAME_LIMIT:
        return NameFault.TOO_LONG
    if not name.isprintable() or set(name) & {"%", "*", "\\", '"', *delimiter}:
        return NameFault.CHARACTER
    if name[0] in "#~" or name.strip(".") == "":
        return NameFault.CHARACTER
    return NameFault.RESERVED if name.upper() == "INBOX" else None


def joined(parent: str, delimiter: str, name: str) -> str:
    """The whole name of a folder below *parent*; of one at the top where there is none."""
    return f"{parent}{delimiter}{name}" if parent and delimiter else name


def displaced(name: str, key: int) -> str:
    """A name that no other folder has, for the folder *key*, which was called *name*."""
    return f"{DISPLACED}{key}{DISPLACED}{name}"


def as_it_was(name: str) -> str:
    """What the folder is, or was, called on the server."""
    if not name.startswith(DISPLACED):
        return name
    key, _, before = name[1:].partition(DISPLACED)
    return before or key


def is_below(name: str, parent: str, delimiter: str) -> bool:
    return bool(delimiter) and name.startswith(parent + delimiter)


def below_inbox(names: list[str], delimiter: str) -> str:
    """``INBOX`` where a server keeps everybody's folders there (Courier), else nothing."""
    others = [name for name in names if name.upper() != "INBOX"]
    if others and all(is_below(name.upper(), "INBOX", delimiter) for name in others):
        return "INBOX"
    return ""
