"""The name of a server as somebody typed it."""

from __future__ import annotations

import re
from ipaddress import ip_address

import idna

HOST_LIMIT = 253  # RFC 1035 §2.3.4, without the final full stop
_NAME = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)


def parse_host(text: str) -> str:
    """*text* in lower case as ASCII: a host name with A-labels, or an IP address.

    Raises ValueError when it is neither.
    """
    name = text.strip().removesuffix(".").lower()
    literal = name.removeprefix("[").removesuffix("]")
    try:
        return str(ip_address(literal))
    except ValueError:
        return _host_name(name)


def _host_name(name: str) -> str:
    if not name.isascii():
        # An idna.IDNAError is a UnicodeError, and that a ValueError.
        name = idna.encode(name, uts46=True).decode("ascii")
    last = name.rpartition(".")[2]
    # Names that only an old C library would read as an address: 127.1, 0x7f000001.
    if len(name) > HOST_LIMIT or not _NAME.fullmatch(name) or re.fullmatch(r"\d+|0x[\da-f]*", last):
        raise ValueError(f"{name[:HOST_LIMIT]!r} is not a host name")
    return name
