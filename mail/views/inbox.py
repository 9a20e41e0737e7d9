"""The inbox: folders, the message list, the open message and its sender's card.

Everything on the screen follows from the address: ``?folder=``, ``?message=``, ``?after=``. A
fragment request names the part of the page that it wants to replace.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.models import Lane, Mailbox, Message
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions, events, outbox
from mail.views import present
from mail.views.notices import account_notice, outgoing_row
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
    account = EmailAccount.objects.for_user(request.user).order_by("pk").first()
    if account is None:
        return redirect("setup")
    folder = _folder(request, account)
    context = _context(request, account, folder, _open_message(request, folder))
    template = FRAGMENTS.get(request.htmx.target or "") if request.htmx else None
    return render(request, template or "mail/inbox.html", context)


@login_required
@require_GET
def message(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """One message at an address of its own: the inbox opened at it."""
    rows = Message.objects.for_user(request.user)
    row = get_object_or_404(rows.select_related("body", "account__user", "mailbox"), pk=message_id)
    _mark_opened(request, row)
    return render(request, "mail/inbox.html", _context(request, row.account, row.mailbox, row))


def _folder(request: AuthenticatedRequest, account: EmailAccount) -> Mailbox | None:
    shown = Mailbox.objects.for_user(request.user).filter(account=account).shown()
    wanted = request.GET.get("folder", "")
    if wanted:
        return get_object_or_404(shown, pk=_number(wanted))
    return shown.filter(special_use="inbox").first() or shown.first()


def _open_message(request: AuthenticatedRequest, folder: Mailbox | None) -> Message | None:
    wanted = request.GET.get("message", "")
    if not wanted or folder is None:
        return None
    rows = Message.objects.for_user(request.user).in_mailbox(folder)
    row = rows.select_related("body", "account__user", "mailbox").filter(pk=_number(wanted)).first()
    if row is None:
        raise Http404
    _mark_opened(request, row)
    return row


def _mark_opened(request: AuthenticatedRequest, row: Message) -> None:
    if request.preferences.marks_read_when_opened and not row.seen:
        actions.change(row, ActionKind.SEEN)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    return int(text)


def _context(
    request: AuthenticatedRequest,
    account: EmailAccount,
    folder: Mailbox | None,
    message: Message | None,
) -> dict[str, object]:
    rows, next_url, after = _rows(request, folder, message)
    progress = _progress(account, folder)
    mailboxes = Mailbox.objects.for_user(request.user).filter(account=account).shown()
    folders = sorted(mailboxes, key=lambda mailbox: mailbox.sort_key)
    folder_rows = [present.folder_row(mailbox, folder) for mailbox in folders]
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
        "notice": account_notice(account),
        "outgoing": [outgoing_row(row) for row in outbox.not_settled(account)],
        "empty_state": _empty_state(account, folder, rows),
        "events_from": events.latest(request.user.pk),
    }
    return context | reading_context(request, account, message)


def _rows(
    request: AuthenticatedRequest, folder: Mailbox | None, current: Message | None
) -> tuple[list[present.MessageRow], str, str]:
    if folder is None:
        return [], "", ""
    messages = Message.objects.for_user(request.user).in_mailbox(folder).newest_first()
    after = request.GET.get("after", "")
    if after:
        last = Message.objects.for_user(request.user).filter(pk=_number(after)).first()
        messages = messages.older_than(last) if last else messages
    size = request.preferences.page_size
    page = list(messages[: size + 1])
    now = timezone.now()
    current_id = current.pk if current else None
    rows = [present.message_row(row, folder, current_id, after, now) for row in page[:size]]
    next_url = present.inbox_url(folder, after=str(page[size - 1].pk)) if len(page) > size else ""
    return rows, next_url, after


def _progress(account: EmailAccount, folder: Mailbox | None) -> Progress | None:
    """How far the first synchronisation is, as counts."""
    if account.synced_at is not None or not account.works:
        return None
    stored = sum(Mailbox.objects.filter(account=account).values_list("stored_count", flat=True))
    listed = Message.objects.filter(account=account, state=MessageState.LISTED).count()
    return Progress(stored=stored - listed, total=stored, done=False)


def _status(account: EmailAccount, progress: Progress | None) -> str:
    if not account.works:
        return "attention"
    lane = Lane.objects.filter(account=account, name=LaneName.SYNC).first()
    return "syncing" if progress or (lane and lane.lease_until) else "ok"


def _empty_state(
    account: EmailAccount, folder: Mailbox | None, rows: list[present.MessageRow]
) -> str:
    if rows:
        return ""
    if account.synced_at is None:
        return "syncing" if account.works else "attention"
    return "empty_folder"
