"""What a folder is called on the screen."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from mail.core.imap.special_use import SpecialUse


def folder_word(use: SpecialUse | None, last_name: str) -> str:
    """The reader's word where the folder has a purpose of its own, else its *last_name*."""
    names = {
        SpecialUse.INBOX: _("Inbox"),
        SpecialUse.DRAFTS: _("Drafts"),
        SpecialUse.SENT: _("Sent"),
        SpecialUse.ARCHIVE: pgettext("folder", "Archive"),
        SpecialUse.JUNK: _("Junk"),
        SpecialUse.TRASH: _("Deleted"),
    }
    return (names.get(use) if use else None) or last_name
