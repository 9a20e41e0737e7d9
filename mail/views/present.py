"""Rows as the templates want them: every word and date is ready, so that a list stays quick."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.template.defaultfilters import filesizeformat
from django.urls import get_script_prefix, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.folder_words import folder_word
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox
from mail.services.actions.folders import is_own

ICONS = {
    SpecialUse.INBOX: "inbox",
    SpecialUse.DRAFTS: "file-pen",
    SpecialUse.SENT: "send",
    SpecialUse.ARCHIVE: "archive",
    SpecialUse.JUNK: "shield-alert",
    SpecialUse.TRASH: "trash-2",
    SpecialUse.ALL: "mails",
    SpecialUse.FLAGGED: "flag",
}


@dataclass(frozen=True, slots=True)
class FolderRow:
    id: int
    label: str
    icon: str
    unseen_count: int
    is_current: bool
    url: str
    is_on_its_way: bool  # the server does not know it by this name yet
    edit_url: str  # of a person's own folder
    # Shown among the folders; the others stand folded away, unless one of them is open.
    is_subscribed: bool = True


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    filename: str
    size_label: str
    url: str


@dataclass(frozen=True, slots=True)
class Notice:
    """A problem beside a page, with what to do about it."""

    title: str
    explanation: str
    next_step: str
    level: str = "warning"
    action_url: str = ""
    action_label: str = ""
    # What the action sends along; None: it is a link.
    action_posts: dict[str, str] | None = None
    more_url: str = ""
    more_label: str = ""
    server_said: str = ""


def folder_label(mailbox: Mailbox) -> str:
    label = folder_word(mailbox.use, mailbox.last_name)
    if mailbox.is_on_server:
        return label
    return _("%(folder)s (no longer on the server)") % {"folder": label}


def folder_path(mailbox: Mailbox) -> str:
    """The name with its parents, so that two of one name are told apart."""
    if mailbox.special_use or not mailbox.delimiter:
        return folder_label(mailbox)
    return " / ".join(mailbox.known_as.split(mailbox.delimiter))


def folder_row(mailbox: Mailbox, current: Mailbox | None) -> FolderRow:
    return FolderRow(
        id=mailbox.pk,
        label=folder_label(mailbox),
        icon=ICONS.get(mailbox.use, "folder") if mailbox.use else "folder",
        unseen_count=mailbox.unseen_count,
        is_current=current is not None and mailbox.pk == current.pk,
        url=inbox_url(mailbox.pk),
        is_subscribed=mailbox.subscribed or mailbox.is_inbox,
        is_on_its_way=getattr(mailbox, "is_on_its_way", False),
        edit_url=reverse("folder_edit", args=[mailbox.pk]) if is_own(mailbox) else "",
    )


def other_folders(rows: list[FolderRow]) -> dict[str, object]:
    """Those that the person does not want among the rest, and whether one of them is open."""
    others = [row for row in rows if not row.is_subscribed]
    return {"other_folders": others, "others_open": any(row.is_current for row in others)}


def inbox_url(folder_id: int, message_id: int | None = None, after: str = "") -> str:
    url = f"{_inbox_path(get_script_prefix())}?folder={folder_id}"
    if message_id:
        url += f"&message={message_id}"
    return f"{url}&{urlencode({'after': after})}" if after else url


@lru_cache(maxsize=16)
def _inbox_path(_script_prefix: str) -> str:
    """A list page has the address in every row, and looking it up takes as long as the row."""
    return reverse("inbox")


def size_label(size_bytes: int) -> str:
    return filesizeformat(size_bytes)
