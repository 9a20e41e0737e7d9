"""What a mailbox is for: by attribute (RFC 6154), else by its name in our languages."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from mail.core.imap.written_name import readable


class SpecialUse(StrEnum):
    INBOX = "inbox"
    SENT = "sent"
    DRAFTS = "drafts"
    TRASH = "trash"
    JUNK = "junk"
    ARCHIVE = "archive"
    ALL = "all"
    FLAGGED = "flagged"


_ATTRIBUTES = {
    f"\\{word}".encode(): SpecialUse(word)
    for word in ("sent", "drafts", "trash", "junk", "archive", "all", "flagged")
}

# Names as servers and mail programs make them, the likeliest first: where a mailbox has several
# candidates for a use, the earlier name wins.
_NAMES = {
    SpecialUse.SENT: (
        "sent", "sent items", "sent messages", "sent mail", "sent-mail",
        "gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten",
        "verzonden", "verzonden items", "verzonden berichten",
        "sendt", "sendt post", "sendte elementer", "sendte meldinger", "sendte beskeder",
        "skickat", "skickade objekt", "skickade meddelanden",
    ),
    SpecialUse.DRAFTS: (
        "drafts", "draft", "entwürfe", "concepten", "kladder", "udkast", "utkast",
    ),
    SpecialUse.TRASH: (
        "trash", "deleted items", "deleted messages", "deleted", "bin",
        "papierkorb", "gelöschte elemente", "gelöschte objekte", "gelöscht",
        "prullenbak", "prullenmand", "verwijderde items",
        "papirkurv", "slettet post", "slettede elementer", "slettede meldinger", "søppelkasse",
        "papperskorgen", "papperskorg", "borttaget", "borttagna objekt",
    ),
    SpecialUse.JUNK: (
        "junk", "spam", "junk e-mail", "junk email", "junk-e-mail", "bulk mail", "spamverdacht",
        "ongewenste e-mail", "ongewenst",
        "uønsket post", "uønsket e-mail", "uønsket e-post", "uønsket mail", "søppelpost",
        "skräppost",
    ),
    SpecialUse.ARCHIVE: ("archive", "archives", "archiv", "archief", "arkiv"),
    SpecialUse.ALL: ("all mail", "alle nachrichten", "alle berichten", "al post", "all e-post"),
    SpecialUse.FLAGGED: ("starred", "flagged"),
}  # fmt: skip

# Where the well-known mailboxes live when they are not at the top.
_PARENTS = frozenset({"", "inbox", "[gmail]", "[google mail]"})


def special_uses(
    listed: Iterable[tuple[str, str, Iterable[bytes]]],
) -> dict[str, SpecialUse]:
    """The use of each mailbox that has one, by its name; every use goes to one mailbox only.

    *listed* holds (decoded name, delimiter, attributes) in the server's order. What the server
    says by attribute comes first; a use that it does not mention is looked for by name, near the
    top only: ``Projects/Archive`` is somebody's own.
    """
    lines = [(name, delimiter, tuple(attributes)) for name, delimiter, attributes in listed]
    found: dict[str, SpecialUse] = {}
    for name, _, attributes in lines:
        use = _by_attribute(name, attributes)
        if use and use not in found.values():
            found[name] = use
    for use, names in _NAMES.items():
        if use not in found.values():
            candidates = [
                (names.index(last), name)
                for name, delimiter, _ in lines
                if name not in found and (last := _well_known_part(name, delimiter)) in names
            ]
            if candidates:
                found[min(candidates)[1]] = use
    return found


def _by_attribute(name: str, attributes: tuple[bytes, ...]) -> SpecialUse | None:
    if name.upper() == "INBOX":
        return SpecialUse.INBOX
    uses = (_ATTRIBUTES.get(attribute.lower()) for attribute in attributes)
    return next((use for use in uses if use), None)


def _well_known_part(name: str, delimiter: str) -> str:
    """The last part of *name* in lower case when its parent is one of ours, else nothing."""
    name = readable(name, delimiter)
    parent, _, last = name.casefold().rpartition(delimiter) if delimiter else ("", "", name)
    return last.casefold() if parent in _PARENTS else ""
