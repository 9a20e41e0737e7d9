"""Hostile HTML in, harmless HTML out. The only importer of nh3.

    balance (bounds what follows) ─▶ nh3 with our policy ─▶ only put between other strings

Sanitising is the last step that looks into the markup. Pictures from elsewhere are taken out and
counted; pictures of the message itself are pointed at our own address.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import nh3

from mail.core.html.balance import balance
from mail.core.html.css import clean_style
from mail.core.html.links import safe_link
from mail.core.html.policy import (
    ATTRIBUTES,
    HIDDEN_TAGS,
    LINK_SCHEMES,
    MEASURES,
    POLICY_VERSION,
    RAW_TEXT_TAGS,
    TAGS,
)
from mail.core.html.remote_content import CidUrl, Images

STYLES_LIMIT = 500_000
"""Characters of all ``style`` attributes of a letter that are read; parsing them is the dearest."""

_MEASURE = re.compile(r"\d{0,4}(?:px|%)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """``held_images`` are those that would have been fetched from another host.

    ``truncated``: something was left out because the letter is larger or deeper than we read.
    """

    html: str
    held_images: int
    policy_version: int
    truncated: bool


class _Filter:
    """Decides attribute by attribute. nh3 drops an attribute whose decision raises."""

    def __init__(self, images: Images) -> None:
        self._images = images
        self.styles_left = STYLES_LIMIT

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return self._style(value)
        if name == "src":
            return self._images.source(value)
        if name == "href":
            return safe_link(value)
        if name in MEASURES:
            return value if _MEASURE.fullmatch(value) else None
        # What a link shows when pointed at must not be another address.
        return None if tag == "a" and name == "title" else value

    def _style(self, value: str) -> str | None:
        self.styles_left -= len(value)
        return clean_style(value) or None if self.styles_left >= 0 else None


def sanitize(html: str, *, cid_url: CidUrl) -> CleanHtml:
    """*html* by our policy. ``cid_url`` gives the address of an inline picture, or None.

    Takes time in proportion to the length of *html*, up to a limit. Never raises.
    """
    balanced = balance(html)
    images = Images(cid_url)
    keep = _Filter(images)
    clean = nh3.clean(
        balanced.html,
        tags=set(TAGS),
        clean_content_tags=set(RAW_TEXT_TAGS | HIDDEN_TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=keep,
        # cid: and data: have to be known for the filter to see them; it decides about them.
        url_schemes={*LINK_SCHEMES, "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    truncated = balanced.cut or keep.styles_left < 0
    return CleanHtml(clean, images.held, POLICY_VERSION, truncated)
