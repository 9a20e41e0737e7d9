"""What a server was asked for, counted from what Dovecot wrote down of its clients' commands."""

from __future__ import annotations

import re
from collections import Counter

from tests.servers.world import MailWorld
from tests.servers.world import User as Box

_FETCH = re.compile(r" UID FETCH (\S+) \((.*)\)")
_HEADER = re.compile(r"BODY\.PEEK\[HEADER\]<0\.")
_BEGINNING_OF_A_PART = re.compile(r"BODY\.PEEK\[\d[.\d]*\]<0\.")


def headers_asked_for(world: MailWorld, box: Box) -> Counter[int]:
    """How often the header of each uid was asked for; all in one folder."""
    return _asked_for(world, box, _HEADER)


def texts_asked_for(world: MailWorld, box: Box) -> Counter[int]:
    """How often the beginning of what is read of each uid was, whichever its parts are."""
    return _asked_for(world, box, _BEGINNING_OF_A_PART)


def asked_again(world: MailWorld, box: Box) -> int:
    """Headers and texts that were asked for once more than needed, so far."""
    asked = (headers_asked_for(world, box), texts_asked_for(world, box))
    return sum(uids.total() - len(uids) for uids in asked)


def _asked_for(world: MailWorld, box: Box, item: re.Pattern[str]) -> Counter[int]:
    lines = world.dovecot.commands(box.address).splitlines()
    asked = (match for line in lines if (match := _FETCH.search(line)) and item.search(match[2]))
    return Counter(uid for match in asked for uid in _uids(match[1]))


def _uids(sequence_set: str) -> list[int]:
    uids: list[int] = []
    for part in sequence_set.split(","):
        first, _, last = part.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids
