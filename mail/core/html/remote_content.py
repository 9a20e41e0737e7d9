"""Pictures: which are shown, and which wait until the reader asks for them."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote

from mail.core.html.policy import DATA_IMAGE_LIMIT
from mail.core.mime.sniff import sniff_image

CidUrl = Callable[[str], str | None]

_DATA = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,", re.IGNORECASE)
_REMOTE = re.compile(r"https?:|[/\\]{2}", re.IGNORECASE)
_HEAD = 64  # characters of base64 that hold every signature


class Images:
    """Decides picture by picture; ``held`` counts those that are on another host."""

    def __init__(self, cid_url: CidUrl) -> None:
        self._cid_url = cid_url
        self.held = 0

    def source(self, src: str) -> str | None:
        """The address to show for *src*, or None when nothing may be loaded."""
        src = src.strip()
        if src[:4].lower() == "cid:":
            # RFC 2392 §2: the Content-ID without its brackets, percent-encoded.
            return self._cid_url(unquote(src[4:]).strip().strip("<>"))
        if _is_picture(src):
            return src
        self.held += _REMOTE.match(src) is not None
        return None


def _is_picture(src: str) -> bool:
    """Whether *src* is a data: URL that holds what it says, by its first bytes."""
    start = _DATA.match(src)
    if start is None or len(src) > DATA_IMAGE_LIMIT:
        return False
    head = "".join(unquote(src[start.end() : start.end() + 2 * _HEAD]).split())[:_HEAD]
    try:
        return bool(sniff_image(base64.b64decode(head[: len(head) // 4 * 4])))
    except (binascii.Error, ValueError):
        return False
