"""How far back mail is held, in words; the person chooses it for each account."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

EVERYTHING, MONTH_DAYS, HALF_YEAR_DAYS = 0, 30, 182

WINDOWS = {
    MONTH_DAYS: _("The last 30 days"),
    HALF_YEAR_DAYS: _("The last 6 months"),
    EVERYTHING: _("Everything"),
}


def window_word(days: int) -> str:
    """Also of a number that nobody can choose on the page."""
    if days in WINDOWS:
        return str(WINDOWS[days])
    return ngettext("The last %(count)d day", "The last %(count)d days", days) % {"count": days}
