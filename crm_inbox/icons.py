"""The icons' template tag, drawn once for each size: a page has twenty of the same few.

Takes the place of the library that ``lucide`` brings, which copies and serialises an XML tree each
time (0.1 ms an icon, measured); so ``lucide`` is not among the installed applications.
"""

from __future__ import annotations

from functools import lru_cache

from django import template
from django.utils.safestring import SafeString
from lucide.templatetags.lucide import _render_icon

register = template.Library()


@register.simple_tag
def lucide(name: str, *, size: int | None = 24, **attributes: str) -> SafeString:
    return _drawn(name, size, tuple(attributes.items()))


# Names, sizes and attributes stand in the templates, so there are few.
@lru_cache(maxsize=512)
def _drawn(name: str, size: int | None, attributes: tuple[tuple[str, str], ...]) -> SafeString:
    return SafeString(_render_icon(name, size, **dict(attributes)))
