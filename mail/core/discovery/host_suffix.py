"""Finding something by the end of a host name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

Found = TypeVar("Found")


def bare_host(host: str) -> str:
    """*host* as it is written in tables: in lower case, without the dot of the DNS root."""
    return host.lower().rstrip(".")


def by_longest_suffix(host: str, table: Mapping[str, Found]) -> Found | None:
    """The entry of *table* for the longest suffix, written ``.example.org``, that fits *host*."""
    labels = host.split(".")
    for start in range(len(labels)):
        found = table.get("." + ".".join(labels[start:]))
        if found is not None:
            return found
    return None
