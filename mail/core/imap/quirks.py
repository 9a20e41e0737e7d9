"""Known misbehaviour of IMAP servers, as dated data.

Only what changes what we do stands here; most oddities need no name, because every answer is read
with care anyway. A quirk applies by what a server says of itself, or by its host. When a provider
has mended its ways, the row goes, and with it the code that asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Quirk(StrEnum):
    """What the transport does otherwise."""

    NO_RANGES = "no_ranges"
    """Sections are asked for whole, one message at a time."""

    ONE_COMMAND_AT_A_TIME = "one_command_at_a_time"
    """No FETCH is sent before the one before it is answered."""

    UNAVAILABLE_IS_A_MESSAGE = "unavailable_is_a_message"
    """``NO [UNAVAILABLE]`` to a FETCH may be about one of its messages: each half is asked for,
    and only when nothing at all comes the server is taken to be busy."""

    WANTS_ID = "wants_id"
    """ID is sent before a mailbox is opened, offered or not, with name, version and vendor."""

    NO_CONDSTORE = "no_condstore"
    """CONDSTORE and QRESYNC count as not offered."""


@dataclass(frozen=True, slots=True)
class Sighting:
    """*seen* is the latest report, year and month. It fits a server whose greeting begins with
    *greeting*, whose ID (RFC 2971) names *program*, or whose host is one of *hosts* or below it."""

    quirk: Quirk
    who: str
    seen: str
    source: str
    greeting: str = ""
    program: str = ""
    hosts: tuple[str, ...] = ()

    def fits(self, greeting: str, program: str, host: str) -> bool:
        return bool(
            (self.greeting and greeting.startswith(self.greeting.casefold()))
            or (self.program and program == self.program.casefold())
            or any(f".{host}".endswith(f".{known}") for known in self.hosts)
        )


SIGHTINGS = (
    # Dies of a range that begins where the part ends, and answers with the wrong octets to some.
    Sighting(
        Quirk.NO_RANGES,
        "hMailServer",
        "2026-05",
        "https://github.com/hmailserver/hmailserver/issues/524",
        greeting="IMAPrev1",
        program="hMailServer",
    ),
    # Takes a second command for a part of the first, when that one is not answered at once.
    Sighting(
        Quirk.ONE_COMMAND_AT_A_TIME,
        "Twisted",
        "2017-09",
        "https://github.com/twisted/twisted/issues/9282",
        greeting="Twisted IMAP4rev1",
    ),
    # One message that cannot be had refuses every FETCH that it is in, for years.
    Sighting(
        Quirk.UNAVAILABLE_IS_A_MESSAGE,
        "Yahoo, AOL",
        "2021-09",
        "https://github.com/imapsync/imapsync/issues/119",
        hosts=("mail.yahoo.com", "mail.yahoo.co.jp", "imap.aol.com"),
    ),
    # Signs in whoever has the password and then opens nothing: SELECT "Unsafe Login".
    Sighting(
        Quirk.WANTS_ID,
        "NetEase",
        "2026-07",
        "https://github.com/LeonMusCoden/LetterFeed/pull/30",
        hosts=("163.com", "126.com", "yeah.net", "188.com"),
    ),
    # Offers CONDSTORE and refuses EXAMINE with it.
    Sighting(
        Quirk.NO_CONDSTORE,
        "mail.gov.in",
        "2018-09",
        "https://github.com/jstedfast/MailKit/issues/757",
        hosts=("mail.gov.in",),
    ),
)


def quirks_of(greeting: str, server_id: Mapping[str, str], host: str) -> frozenset[Quirk]:
    """*greeting* is what follows ``* OK``; *server_id* the answer to ID, with names in lower case.

    All three are the server's word and may only make us more careful.
    """
    said = _without_codes(greeting).casefold()
    program = server_id.get("name", "").casefold()
    name = host.casefold().rstrip(".")
    return frozenset(one.quirk for one in SIGHTINGS if one.fits(said, program, name))


def _without_codes(greeting: str) -> str:
    """Without ``[CAPABILITY …]``."""
    text = greeting.strip()
    return text.partition("]")[2].strip() if text.startswith("[") else text
