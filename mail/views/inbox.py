"""The inbox: folders, the message list, the open message and its sender's card.

Everything on the screen follows from the address: ``?folder=``, ``?message=``, ``?after=``. A
fragment request names the part of the page that it wants to replace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.models import EventSequence, Lane, Mailbox, Message
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions, outbox
from mail.views import present
from mail.views.list_rows import Listed, drawn_rows
from mail.views.notices import account_notices, outgoing_row
from mail.views.reading import reading_context

FRAGMENTS = {
    "folders": "mail/_folders.html",
    "list": "mail/_list.html",
    "reading": "mail/_reading.html",
    "outbox-status": "mail/_outbox_status.html",
}


@dataclass(frozen=True, slots=True)
class Progress:
    stored: int
    total: int
    done: bool


@login_required
@require_GET
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    account = _accounts(request).order_by("pk").first()
    if account is None:
        return redirect("setup")
    mailboxes = _mailboxes(account)
    folder = _folder(request, mailboxes)
    row = _open_message(request, folder)
    if row and _mark_opened(request, row):
        mailboxes = _mailboxes(account)  # with the count of unread messages as it is now
    context = _context(request, account, mailboxes, folder, row)
    template = FRAGMENTS.get(request.htmx.target or "") if request.htmx else None
    return render(request, template or "mail/inbox.html", context)


@login_required
@require_GET
def message(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """One message at an address of its own: the inbox opened at it."""
    rows = Message.objects.for_user(request.user)
    row = get_object_or_404(rows.select_related("body", "account__user", "mailbox"), pk=message_id)
    account = _accounts(request).get(pk=row.account_id)
    _mark_opened(request, row)
    context = _context(request, account, _mailboxes(account), row.mailbox, row)
    return render(request, "mail/inbox.html", context)


def _accounts(request: AuthenticatedRequest) -> QuerySet[EmailAccount]:
    """The person's accounts, with what the page says of each in the same query.

    The number of the last event is read before anything that it tells of, so that no change
    between the two is missed.
    """
    sequence = EventSequence.objects.filter(pk=OuterRef("user_id")).values("number")
    lane = Lane.objects.filter(account=OuterRef("pk"), name=LaneName.SYNC)
    return EmailAccount.objects.for_user(request.user).annotate(
        events_from=Coalesce(Subquery(sequence), 0),
        is_syncing=Exists(lane.filter(lease_until__isnull=False)),
    )


def _annotated(account: EmailAccount) -> Any:
    """For the type checker, which knows the model's own columns only."""
    return account


def _mailboxes(account: EmailAccount) -> list[Mailbox]:
    """As they stand on the screen."""
    shown = Mailbox.objects.filter(account=account).shown()
    return sorted(shown, key=lambda mailbox: mailbox.sort_key)


def _folder(request: AuthenticatedRequest, mailboxes: list[Mailbox]) -> Mailbox | None:
    wanted = request.GET.get("folder", "")
    if not wanted:  # INBOX stands first
        return mailboxes[0] if mailboxes else None
    found = [mailbox for mailbox in mailboxes if mailbox.pk == _number(wanted)]
    if not found:
        raise Http404
    return found[0]


def _open_message(request: AuthenticatedRequest, folder: Mailbox | None) -> Message | None:
    wanted = request.GET.get("message", "")
    if not wanted or folder is None:
        return None
    rows = Message.objects.for_user(request.user).in_mailbox(folder)
    row = rows.select_related("body", "account__user", "mailbox").filter(pk=_number(wanted)).first()
    if row is None:
        raise Http404
    return row


def _mark_opened(request: AuthenticatedRequest, row: Message) -> bool:
    """Whether opening *row* changed it."""
    if row.seen or not request.preferences.marks_read_when_opened:
        return False
    actions.change(row, ActionKind.SEEN)
    return True


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _context(
    request: AuthenticatedRequest,
    account: EmailAccount,
    mailboxes: list[Mailbox],
    folder: Mailbox | None,
    message: Message | None,
) -> dict[str, object]:
    rows, next_url, after = _rows(request, folder, message)
    progress = _progress(account, mailboxes)
    folder_rows = [present.folder_row(mailbox, folder) for mailbox in mailboxes]
    request.unread_count = sum(one.unseen_count for one in mailboxes if one.is_inbox)
    context: dict[str, object] = {
        "account": account,
        "account_status": _status(account, progress),
        "folders": folder_rows,
        "folder": next((row for row in folder_rows if row.is_current), None),
        "rows": rows,
        "after": after,
        "next_url": next_url,
        "list_url": request.get_full_path(),
        "progress": progress,
        "notices": account_notices(account),
        "outgoing": [outgoing_row(row) for row in outbox.not_settled(account)],
        "empty_state": _empty_state(account, rows),
        "events_from": _annotated(account).events_from,
    }
    return context | reading_context(request, account, message)


def _rows(
    request: AuthenticatedRequest, folder: Mailbox | None, current: Message | None
) -> tuple[str, str, str]:
    """The rows, the address of the next page, and the message that this page follows."""
    if folder is None:
        return "", "", ""
    messages = Message.objects.for_user(request.user).in_mailbox(folder).newest_first()
    after = request.GET.get("after", "")
    if after:
        last = Message.objects.for_user(request.user).filter(pk=_number(after)).first()
        messages = messages.older_than(last) if last else messages
    size = request.preferences.page_size
    page = [Listed(*row) for row in messages.values_list(*Listed._fields)[: size + 1]]
    current_id = current.pk if current else None
    rows = drawn_rows(page[:size], folder, current_id=current_id, after=after, now=timezone.now())
    more = len(page) > size
    next_url = present.inbox_url(folder.pk, after=str(page[size - 1].id)) if more else ""
    return rows, next_url, after


def _progress(account: EmailAccount, mailboxes: list[Mailbox]) -> Progress | None:
    """How far the first synchronisation is, as counts."""
    if account.synced_at is not None or not account.works:
        return None
    stored = sum(mailbox.stored_count for mailbox in mailboxes)
    listed = Message.objects.filter(account=account, state=MessageState.LISTED).count()
    return Progress(stored=stored - listed, total=stored, done=False)


def _status(account: EmailAccount, progress: Progress | None) -> str:
    if not account.works:
        return "attention"
    return "syncing" if progress or _annotated(account).is_syncing else "ok"


def _empty_state(account: EmailAccount, rows: str) -> str:
    if rows:
        return ""
    if account.synced_at is None:
        return "syncing" if account.works else "attention"
    return "empty_folder"
