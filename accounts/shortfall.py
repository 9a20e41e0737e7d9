"""What keeps an account from being up to date, folder by folder, as data and in words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.folder_words import folder_word
from mail.core.imap.special_use import SpecialUse


class Lack(StrEnum):
    HELD = "held"  # the server lists them no longer; shown until somebody is sure
    VANISHED = "vanished"  # the same, with the folder itself
    CLOSED = "closed"  # the folder cannot be opened
    MISSING = "missing"  # counted by the server, and not taken
    SURPLUS = "surplus"  # here and not counted by the server
    LEFT_OUT = "left_out"  # whole folders, which cannot be held: said of the account
    BEHIND = "behind"  # on its way
    UNREADABLE = "unreadable"  # here as a placeholder: it was fetched, and cannot be shown


@dataclass(frozen=True, slots=True)
class Shortfall:
    """*number* of *total* messages of a folder; ``name`` is without its parents. Where folders are
    left out, *number* of them, and no name."""

    lack: Lack
    use: SpecialUse | None
    name: str
    number: int = 0
    total: int = 0
    server_said: str = ""

    @property
    def passes(self) -> bool:
        """Whether nothing is wrong: the work is going on."""
        return self.lack is Lack.BEHIND

    @property
    def is_missing(self) -> bool:
        """Whether the two sides differ. What cannot be read is here, and has a page of its own."""
        return not self.passes and self.lack is not Lack.UNREADABLE


def sentence(shortfall: Shortfall) -> str:
    return _template(shortfall) % {
        "count": number_format(shortfall.number, force_grouping=True),
        "total": number_format(shortfall.total, force_grouping=True),
        "folder": folder_word(shortfall.use, shortfall.name),
        "said": shortfall.server_said,
    }


def _template(shortfall: Shortfall) -> str:
    number = shortfall.number
    if shortfall.lack is Lack.BEHIND and not shortfall.total:
        return _("%(folder)s has not been looked at yet.")
    if shortfall.lack is Lack.CLOSED:
        if shortfall.server_said:
            return _("%(folder)s could not be opened: %(said)s")
        return _("%(folder)s could not be opened.")
    if shortfall.lack is Lack.HELD:
        return ngettext(
            "The server no longer lists %(count)s message in %(folder)s.",
            "The server no longer lists %(count)s messages in %(folder)s.",
            number,
        )
    if shortfall.lack is Lack.VANISHED:
        return ngettext(
            "The server no longer has the folder %(folder)s, which held %(count)s message.",
            "The server no longer has the folder %(folder)s, which held %(count)s messages.",
            number,
        )
    if shortfall.lack is Lack.MISSING:
        return ngettext(
            "%(count)s of %(total)s messages in %(folder)s could not be taken.",
            "%(count)s of %(total)s messages in %(folder)s could not be taken.",
            number,
        )
    if shortfall.lack is Lack.SURPLUS:
        return ngettext(
            "%(folder)s holds %(count)s message that the server does not count.",
            "%(folder)s holds %(count)s messages that the server does not count.",
            number,
        )
    if shortfall.lack is Lack.LEFT_OUT:
        return ngettext(
            "%(count)s folder on the server cannot be shown here.",
            "%(count)s folders on the server cannot be shown here.",
            number,
        )
    if shortfall.lack is Lack.UNREADABLE:
        return ngettext(
            "%(count)s message in %(folder)s could not be read.",
            "%(count)s messages in %(folder)s could not be read.",
            number,
        )
    return _("%(count)s of %(total)s messages in %(folder)s are here.")
