"""What a search on the server found, how much of it is here, and what was looked for in truth."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mail.models import Errand
from mail.models.errand import PART, ErrandState


@dataclass(frozen=True, slots=True)
class SearchWords:
    """*asked* is said where the server could not look for all words; *more* names the button that
    brings the next part."""

    found: str
    asked: str
    more: str


def search_words(errand: Errand | None) -> SearchWords | None:
    """None while nothing was looked for, or nothing is known yet."""
    if errand is None or not (errand.total or errand.asked):
        return None
    more = _more(errand.older) if errand.older and errand.state == ErrandState.DONE else ""
    return SearchWords(_found(errand) if errand.total else "", _asked(errand.asked), more)


def _found(errand: Errand) -> str:
    numbers = {
        "number": _label(errand.total),
        "total": _label(errand.total),
        "part": _label(errand.part),
        "done": _label(errand.done),
        "first": _label(errand.newer + 1),
        "last": _label(errand.newer + errand.part),
    }
    return _sentence(errand) % numbers


def _sentence(errand: Errand) -> str:
    if errand.done < errand.part:
        return _on_the_way(errand)
    if errand.newer:
        return ngettext(
            "The server found %(total)s messages. The oldest of them is here, and in the list of "
            "the folder, too.",
            "The server found %(total)s messages. Here are those from %(first)s to %(last)s, "
            "newest first; they are in the list of the folder, too.",
            errand.part,
        )
    if errand.older:
        return _(
            "The server found %(total)s messages. The newest %(part)s are here, and in the list "
            "of the folder, too."
        )
    return ngettext(
        "%(number)s message found. It is now in the list of the folder, too.",
        "%(number)s messages found. They are now in the list of the folder, too.",
        errand.total,
    )


def _on_the_way(errand: Errand) -> str:
    if errand.part == errand.total:
        return _("%(done)s of %(total)s messages found are here.")
    if not errand.newer:
        return _("The server found %(total)s messages. Of the newest %(part)s, %(done)s are here.")
    return ngettext(
        "The server found %(total)s messages. The oldest of them is being fetched.",
        "The server found %(total)s messages. Of the next %(part)s, %(done)s are here.",
        errand.part,
    )


def _asked(words: str) -> str:
    if not words:
        return ""
    said = _(
        "This server cannot look for letters such as å, ß or é. It was asked for “%(words)s” only, "
        "so it may have found more than you meant."
    )
    return said % {"words": words}


def _more(older: int) -> str:
    number = min(older, PART)
    words = ngettext("Fetch the last one", "Fetch the next %(count)s", number)
    return words % {"count": _label(number)}


def _label(number: int) -> str:
    return number_format(number, force_grouping=True)
