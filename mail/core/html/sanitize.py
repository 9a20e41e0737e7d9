"""Hostile HTML in, harmless HTML out. The only importer of nh3.

Sanitising is the last step that looks into the markup: what comes out is only put between other
strings. Pictures from elsewhere are taken out and counted; pictures of the message itself are
pointed at our own address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import nh3

from mail.core.html.css import clean_style
from mail.core.html.depth import cut_depth
from mail.core.html.policy import (
    ATTRIBUTES,
    DATA_IMAGE_LIMIT,
    DATA_IMAGE_PREFIXES,
    LINK_SCHEMES,
    POLICY_VERSION,
    SIZE_LIMIT,
    TAGS,
    TAGS_WITH_CONTENT_DROPPED,
)

CidUrl = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class CleanHtml:
    """``held_images`` are those that would have been fetched from another host."""

    html: str
    held_images: int
    policy_version: int
    truncated: bool


class _Filter:
    """Decides attribute by attribute; counts what it holds back."""

    def __init__(self, cid_url: CidUrl) -> None:
        self._cid_url = cid_url
        self.held_images = 0

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return clean_style(value) or None
        if tag == "img" and name == "src":
            return self._image(value.strip())
        if tag == "a" and name == "href":
            return value if _scheme(value) in LINK_SCHEMES else None
        return value

    def _image(self, source: str) -> str | None:
        lowered = source[:100].lower()
        if lowered.startswith("cid:"):
            return self._cid_url(source[4:].strip().strip("<>"))
        if lowered.startswith(DATA_IMAGE_PREFIXES) and len(source) <= DATA_IMAGE_LIMIT:
            return source
        if lowered.startswith(("http:", "https:", "//")):
            self.held_images += 1
        return None


def sanitize(html: str, *, cid_url: CidUrl) -> CleanHtml:
    """*html* by our policy. ``cid_url`` gives the address of an inline picture, or None."""
    cut, too_deep = cut_depth(html[:SIZE_LIMIT])
    keep = _Filter(cid_url)
    clean = nh3.clean(
        cut,
        tags=set(TAGS),
        clean_content_tags=set(TAGS_WITH_CONTENT_DROPPED),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=keep,
        # cid: only reaches the filter when it is a known scheme; the filter never lets it out.
        url_schemes={*LINK_SCHEMES, "cid", "data"},
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    truncated = too_deep or len(html) > SIZE_LIMIT
    return CleanHtml(clean, keep.held_images, POLICY_VERSION, truncated)


def _scheme(url: str) -> str:
    scheme, colon, _rest = url.strip().partition(":")
    return scheme.lower() if colon else ""
