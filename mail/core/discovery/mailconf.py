"""``mailconf=https://…`` in a TXT record of the domain: where its autoconfig file lies.

A convention of a few libraries; it rests on the DNS alone.
"""

from __future__ import annotations

from collections.abc import Iterable

_PREFIX = "mailconf="
URL_LIMIT = 500


def mailconf_url(texts: Iterable[str]) -> str:
    """The address of the first such record that is https; empty where there is none."""
    for text in texts:
        url = text.strip().removeprefix(_PREFIX)
        if url != text.strip() and url.startswith("https://") and len(url) <= URL_LIMIT:
            return url
    return ""
