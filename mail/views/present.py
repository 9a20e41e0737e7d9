"""Rows as the templates want them: every word and date is ready, so that a list stays quick."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts import clock
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message
from mail.models.message import MessageState

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


@dataclass(frozen=True, slots=True)
class MessageRow:
    """``id`` is text, so that no language's grouping gets into an address."""

    id: str
    url: str
    who: str
    subject: str
    snippet: str
    time_label: str
    time_iso: str
    time_title: str
    unseen: bool
    flagged: bool
    answered: bool
    has_attachment: bool
    unreadable: bool
    is_current: bool
    is_marked: bool

    def drawn(self) -> SafeString:
        return _drawn(self, get_language() or "")


# A list is asked for again whenever something changes, mostly with the rows it had. What a row
# looks like depends on nothing but its values and the language: 4,096 of them take about 8 MB.
@lru_cache(maxsize=4096)
def _drawn(row: MessageRow, _language: str) -> SafeString:
    return render_to_string("mail/_row.html", {"row": row})


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
    server_said: str = field(default="")


def folder_label(mailbox: Mailbox) -> str:
    names = {
        SpecialUse.INBOX: _("Inbox"),
        SpecialUse.DRAFTS: _("Drafts"),
        SpecialUse.SENT: _("Sent"),
        SpecialUse.ARCHIVE: pgettext("folder", "Archive"),
        SpecialUse.JUNK: _("Junk"),
        SpecialUse.TRASH: _("Deleted"),
    }
    return (names.get(mailbox.use) if mailbox.use else None) or mailbox.last_name


def folder_row(mailbox: Mailbox, current: Mailbox | None) -> FolderRow:
    return FolderRow(
        id=mailbox.pk,
        label=folder_label(mailbox),
        icon=ICONS.get(mailbox.use, "folder") if mailbox.use else "folder",
        unseen_count=mailbox.unseen_count,
        is_current=current is not None and mailbox.pk == current.pk,
        url=inbox_url(mailbox),
    )


def inbox_url(mailbox: Mailbox, message_id: int | None = None, after: str = "") -> str:
    url = f"{_inbox_path(get_script_prefix())}?folder={mailbox.pk}"
    if message_id:
        url += f"&message={message_id}"
    return f"{url}&{urlencode({'after': after})}" if after else url


@lru_cache(maxsize=16)
def _inbox_path(_script_prefix: str) -> str:
    """A list page has the address in every row, and looking it up takes as long as the row."""
    return reverse("inbox")


def message_row(
    message: Message, mailbox: Mailbox, current_id: int | None, after: str, now: datetime
) -> MessageRow:
    unreadable = message.state == MessageState.UNREADABLE
    local = timezone.localtime(message.date)
    return MessageRow(
        id=str(message.pk),
        url=inbox_url(mailbox, message.pk, after),
        who=_who(message, mailbox),
        subject=_shown_subject(message),
        snippet=_("This message cannot be shown.") if unreadable else message.snippet,
        time_label=list_time(local, now),
        time_iso=local.isoformat(),
        time_title=clock.date_and_time(local),
        unseen=not message.seen,
        flagged=message.flagged,
        answered=message.answered,
        has_attachment=message.has_attachments,
        unreadable=unreadable,
        is_current=message.pk == current_id,
        is_marked=message.answered or message.flagged or message.has_attachments,
    )


def _who(message: Message, mailbox: Mailbox) -> str:
    """Whom the row is about: in the folders of one's own mail, those it goes to."""
    if mailbox.use in {SpecialUse.SENT, SpecialUse.DRAFTS}:
        return _("To: %(names)s") % {"names": message.to_line}
    return message.from_name or message.from_address or _("Unknown sender")


def _shown_subject(message: Message) -> str:
    return message.subject or _("(no subject)")


def list_time(local: datetime, now: datetime) -> str:
    """14:05 today, Mon this week, 23 Nov this year, else the whole date."""
    today = timezone.localtime(now).date()
    if local.date() == today:
        return clock.time_of_day(local)
    if timedelta(0) < today - local.date() < timedelta(days=7):
        return clock.formatted(local, "D")
    if local.year == today.year:
        return clock.formatted(local, "j M")
    return clock.formatted(local, "SHORT_DATE_FORMAT")


def size_label(size_bytes: int) -> str:
    return filesizeformat(size_bytes)
