"""The other messages of the open message's conversation, in whatever folders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from crm_inbox.http import AuthenticatedRequest
from mail.core.imap.special_use import SpecialUse
from mail.models import Message
from mail.views import present
from mail.views.list_rows import list_time

SHOWN = 50


@dataclass(frozen=True, slots=True)
class ConversationRow:
    who: str
    snippet: str
    folder: str
    time_label: str
    time_iso: str
    unseen: bool
    url: str


def conversation(request: AuthenticatedRequest, message: Message) -> list[ConversationRow]:
    """At most the SHOWN newest ones, newest last; a message that lies in several folders once."""
    if message.thread_id is None:
        return []
    rows = Message.objects.for_user(request.user).filter(thread=message.thread_id)
    others = rows.exclude(pk=message.pk).select_related("mailbox").newest_first()[: SHOWN + 1]
    once = {message.message_id or str(message.pk): message}
    for row in others:
        once.setdefault(row.message_id or str(row.pk), row)
    today = timezone.localtime().date()
    return [_row(row, today) for row in reversed([*once.values()][1:][:SHOWN])]


def _row(message: Message, today: date) -> ConversationRow:
    local = timezone.localtime(message.date)
    return ConversationRow(
        who=_who(message),
        snippet=message.snippet or message.subject,
        folder=present.folder_label(message.mailbox),
        time_label=list_time(local, today),
        time_iso=local.isoformat(),
        unseen=not message.seen,
        url=present.inbox_url(message.mailbox_id, message.pk),
    )


def _who(message: Message) -> str:
    if message.mailbox.use in {SpecialUse.SENT, SpecialUse.DRAFTS}:
        return _("To: %(names)s") % {"names": message.to_line}
    return message.from_name or message.from_address or _("Unknown sender")
