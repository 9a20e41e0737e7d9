"""What a server was asked for, counted from what Dovecot wrote down of its clients' commands."""

from __future__ import annotations

import re
from collections import Counter

from tests.servers.world import MailWorld
from tests.servers.world import User as Box

_FETCH = re.compile(r" UID FETCH (\S+) \((.*)\)")


def headers_asked_for(world: MailWorld, box: Box) -> Counter[int]:
    """How often the header of each uid was asked for; all in one folder."""
    return _asked_for(world, box, "BODY.PEEK[HEADER]")


def texts_asked_for(world: MailWorld, box: Box) -> Counter[int]:
    """How often the beginning of the first part of each uid was."""
    return _asked_for(world, box, "BODY.PEEK[1]<0.")


def _asked_for(world: MailWorld, box: Box, item: str) -> Counter[int]:
    lines = world.dovecot.commands(box.address).splitlines()
    asked = (match for line in lines if (match := _FETCH.search(line)) and item in match[2])
    return Counter(uid for match in asked for uid in _uids(match[1]))


def _uids(sequence_set: str) -> list[int]:
    uids: list[int] = []
    for part in sequence_set.split(","):
        first, _, last = part.partition(":")
        uids.extend(range(int(first), int(last or first) + 1))
    return uids
