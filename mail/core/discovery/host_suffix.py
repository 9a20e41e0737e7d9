"""Host names as tables and the DNS write them, and finding something by the end of one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from mail.core.address import a_label
from mail.core.errors import MailError

Found = TypeVar("Found")

DOTTED_HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]+(\.[a-z0-9_-]+)+")
"""A name of at least two labels, as a file may give it; the guard looks at it more closely."""


def bare_host(host: str) -> str:
    """*host* as it is written in tables: in lower case, without the dot of the DNS root."""
    return host.lower().rstrip(".")


def dns_host(text: str) -> str:
    """*text* as the DNS knows it: letters outside ASCII become A-labels (UTS 46); empty where
    that cannot be done."""
    host = text.lower().removesuffix(".")
    if host.isascii():
        return host
    try:
        return a_label(host)
    except MailError:
        return ""


def by_longest_suffix(host: str, table: Mapping[str, Found]) -> Found | None:
    """The entry of *table* for the longest suffix, written ``.example.org``, that fits *host*."""
    labels = host.split(".")
    for start in range(len(labels)):
        found = table.get("." + ".".join(labels[start:]))
        if found is not None:
            return found
    return None
