"""Where a link in a letter may lead: away from here, and to where it says."""

from __future__ import annotations

import re

from mail.core.html.policy import LINK_SCHEMES

_IGNORED = str.maketrans("", "", "\t\r\n")  # browsers leave these out of an address
_C0_AND_SPACE = "".join(map(chr, range(0x21)))
_WEB = re.compile(r"(https?://)([^/\\?#]+)(.*)", re.IGNORECASE | re.DOTALL)


def safe_link(href: str) -> str | None:
    """*href* when it is an absolute address with an allowed scheme, else None.

    A user name is taken out of it: ``https://bank.example@thief.example/`` leads to the thief.
    """
    href = href.translate(_IGNORED).strip(_C0_AND_SPACE)
    scheme, _colon, rest = href.partition(":")
    if scheme.lower() not in LINK_SCHEMES or not rest:
        return None
    if not scheme.lower().startswith("http"):
        return href
    # “https:path” without the slashes is an address on our own host to a browser.
    web = _WEB.fullmatch(href)
    if web is None:
        return None
    start, authority, path = web.groups()
    host = authority.rpartition("@")[2]
    return f"{start}{host}{path}" if host else None
