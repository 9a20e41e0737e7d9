"""``{{ moment|date_and_time }}``: as the reader's language and clock have it."""

from __future__ import annotations

from datetime import datetime

from django import template

from accounts import clock

register = template.Library()


@register.filter
def date_and_time(moment: datetime) -> str:
    return clock.date_and_time(moment)
