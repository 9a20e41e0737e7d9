"""Time zones as people look for them: by city, under their part of the world."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

PARTS_OF_THE_WORLD = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic Ocean"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific Ocean"),
}

Choice = tuple[str, str]


def grouped_choices() -> list[tuple[str, list[Choice]]]:
    """(part of the world, [(zone, city)]) in the current language, sorted by city.

    The city comes first in an option, so that typing “os” in the list finds Oslo.
    """
    cities = _cities(get_language() or "en")
    return [
        (str(label), [choice for choice in cities if choice[0].partition("/")[0] == part])
        for part, label in PARTS_OF_THE_WORLD.items()
    ]


@lru_cache(maxsize=16)
def _cities(language: str) -> list[Choice]:
    """Kept: naming the zones reads a file for each one of them (35 ms)."""
    known = Locale.parse(language, sep="-").time_zones
    zones = (zone for zone in available_timezones() if zone.partition("/")[0] in PARTS_OF_THE_WORLD)
    return sorted(((zone, _city(zone, known)) for zone in zones), key=lambda one: one[1].casefold())


def _city(zone: str, known: Mapping[str, Any]) -> str:
    """What the language calls the city, else the last part of the zone's name."""
    called: str | None = known[zone].get("city") if zone in known else None
    return called or zone.partition("/")[2].replace("_", " ")
