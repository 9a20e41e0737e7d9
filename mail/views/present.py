"""Rows as the templates want them: every word and date is ready, so that a list stays quick."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

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
    id: int
    url: str
    sender: str
    to_label: str
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
    query: dict[str, str | int] = {"folder": mailbox.pk}
    if message_id:
        query["message"] = message_id
    if after:
        query["after"] = after
    return f"{reverse('inbox')}?{urlencode(query)}"


def message_row(
    message: Message, mailbox: Mailbox, current_id: int | None, after: str, now: datetime
) -> MessageRow:
    unreadable = message.state == MessageState.UNREADABLE
    local = timezone.localtime(message.date)
    return MessageRow(
        id=message.pk,
        url=inbox_url(mailbox, message.pk, after),
        sender=message.from_name or message.from_address or _("Unknown sender"),
        to_label=message.to_line,
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
    )


def _shown_subject(message: Message) -> str:
    return message.subject or _("(no subject)")


def list_time(local: datetime, now: datetime) -> str:
    """14:05 today, Mon this week, 23 Nov this year, else the whole date."""
    today = timezone.localtime(now).date()
    if local.date() == today:
        return clock.time_of_day(local)
    if timedelta(0) < today - local.date() < timedelta(days=7):
        return formats.date_format(local, "D")
    if local.year == today.year:
        return formats.date_format(local, "j M")
    return formats.date_format(local, "SHORT_DATE_FORMAT")


def size_label(size_bytes: int) -> str:
    return filesizeformat(size_bytes)
