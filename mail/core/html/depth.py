"""A linear look at how deep elements nest, before anything that costs more per level."""

from __future__ import annotations

import re

from mail.core.html.policy import DEPTH_LIMIT, VOID_TAGS

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")


def cut_depth(html: str) -> tuple[str, bool]:
    """*html* up to where it nests deeper than :data:`DEPTH_LIMIT`, and whether it was cut.

    Counts tags, not what a browser makes of them: at worst a strange letter is cut early.
    """
    depth = 0
    for tag in _TAG.finditer(html):
        if tag.group(2).lower() in VOID_TAGS:
            continue
        depth = max(depth - 1, 0) if tag.group(1) else depth + 1
        if depth > DEPTH_LIMIT * 4:
            return html[: tag.start()], True
    return html, False
