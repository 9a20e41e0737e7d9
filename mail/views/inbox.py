"""The inbox: folders, the message list, the open message and its sender's card.

Everything on the screen follows from the address: ``?folder=`` (or ``?account=`` for the inbox of
one of several accounts), ``?message=``, ``?after=``. A fragment request names the part of the page
that it wants, and how far down the list is looked at (``?until=``), so that nothing goes from under
the reader's eyes when something new comes in above.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from accounts.models import EmailAccount
from accounts.models.email_account import EmailAccountQuerySet
from crm_inbox.http import AuthenticatedRequest
from mail.models import EventSequence, Lane, Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.message import MessageQuerySet
from mail.models.pending_action import ActionKind
from mail.services import actions, outbox
from mail.services.shortfalls import counted
from mail.views import fragment, present
from mail.views.chosen import (
    Accounts,
    account_query,
    account_rows,
    home_url,
    named_account,
    unseen,
)
from mail.views.lacks import AccountStatus, account_status, held_notices, late_changes_of
from mail.views.list_end import list_end
from mail.views.list_rows import Listed, drawn_rows
from mail.views.notices import account_notices, outgoing_row
from mail.views.progress import Progress, progress_of
from mail.views.reading import reading_context
from mail.views.reasons import with_reasons
from mail.views.refused import refusal_notices

FRAGMENTS = {
    "folders": "mail/_folders.html",
    "list": "mail/_list.html",
    "reading": "mail/_reading.html",
    "outbox-status": "mail/_outbox_status.html",
}


LONGEST_LIST = 500
"""Rows, however far somebody has scrolled while new ones came in above."""


@login_required
@require_GET
def inbox(request: AuthenticatedRequest) -> HttpResponse:
    accounts = list(_accounts(request))
    if not accounts:
        return redirect("setup")
    mailboxes = _mailboxes(accounts)
    account, folder = _place(request, accounts, mailboxes)
    row = _open_message(request, folder)
    if row and _mark_opened(request, row):
        mailboxes = _mailboxes(accounts)  # with the count of unread messages as it is now
    return _page(request, Shown(accounts, mailboxes, account, folder), row)


def _page(request: AuthenticatedRequest, shown: Shown, row: Message | None) -> HttpResponse:
    context = _context(request, shown, row)
    template = FRAGMENTS.get(request.htmx.target or "") if request.htmx else None
    if template:
        return fragment.answer(request, template, context)
    return render(request, "mail/inbox.html", context)


@login_required
@require_GET
def message(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """One message at an address of its own: the inbox opened at it."""
    rows = Message.objects.for_user(request.user)
    row = get_object_or_404(rows.select_related("body", "account__user", "mailbox"), pk=message_id)
    accounts = list(_accounts(request))
    account = next(one for one in accounts if one.pk == row.account_id)
    _mark_opened(request, row)
    return _page(request, Shown(accounts, _mailboxes(accounts), account, row.mailbox), row)


def _accounts(request: AuthenticatedRequest) -> QuerySet[EmailAccount]:
    """The person's accounts, with what the page says of each in the same query.

    The number of the last event is read before anything that it tells of, so that no change
    between the two is missed.
    """
    return _annotated_accounts().for_user(request.user)


@cache
def _annotated_accounts() -> EmailAccountQuerySet:
    """Said once: Django takes longer to put these words together than a database to answer."""
    sequence = EventSequence.objects.filter(pk=OuterRef("user_id")).values("number")
    lane = Lane.objects.filter(account=OuterRef("pk"), name=LaneName.SYNC)
    return EmailAccount.objects.annotate(
        events_from=Coalesce(Subquery(sequence), 0),
        # Not each look that somebody takes: nothing tells the page that one is over.
        is_syncing=Exists(lane.filter(bulk=True)),
        late_changes=late_changes_of(OuterRef("pk")),
        was_refused=Exists(PendingAction.objects.refused().filter(account=OuterRef("pk"))),
    ).order_by("pk")


def _annotated(account: EmailAccount) -> Any:
    """For the type checker, which knows the model's own columns only."""
    return account


def _mailboxes(accounts: Accounts) -> list[Mailbox]:
    """Of all accounts, each one's as they stand on the screen."""
    shown = _annotated_mailboxes().filter(account__in=[account.pk for account in accounts])
    return sorted(shown, key=lambda mailbox: (mailbox.account_id, mailbox.sort_key))


@cache
def _annotated_mailboxes() -> QuerySet[Mailbox]:
    on_its_way = PendingAction.objects.waiting().of_folders().filter(mailbox=OuterRef("pk"))
    return counted(Mailbox.objects.shown()).annotate(is_on_its_way=Exists(on_its_way))


def _place(
    request: AuthenticatedRequest, accounts: list[EmailAccount], mailboxes: list[Mailbox]
) -> tuple[EmailAccount, Mailbox | None]:
    """A folder says whose it is; without one it is the inbox of the account that is named."""
    wanted, named = request.GET.get("folder", ""), named_account(request, accounts)
    if not wanted:
        account = named or accounts[0]
        of_account = (box for box in mailboxes if box.account_id == account.pk)
        return account, next(of_account, None)  # INBOX stands first
    folder = next((box for box in mailboxes if box.pk == _number(wanted)), None)
    if folder is None:
        raise Http404
    return next(account for account in accounts if account.pk == folder.account_id), folder


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


@dataclass(frozen=True, slots=True)
class Shown:
    """All accounts of the person with their folders, and which of both are looked at."""

    accounts: list[EmailAccount]
    all_mailboxes: list[Mailbox]
    account: EmailAccount
    folder: Mailbox | None

    @property
    def mailboxes(self) -> list[Mailbox]:
        return [box for box in self.all_mailboxes if box.account_id == self.account.pk]


def _context(
    request: AuthenticatedRequest, shown: Shown, message: Message | None
) -> dict[str, object]:
    account, mailboxes, folder = shown.account, shown.mailboxes, shown.folder
    rows, next_url, after = _rows(request, folder, message)
    is_syncing = bool(_annotated(account).is_syncing)
    progress = progress_of(account, mailboxes, is_syncing=is_syncing)
    folder_rows = [present.folder_row(mailbox, folder) for mailbox in mailboxes]
    request.unread_count = unseen(shown.all_mailboxes)
    context: dict[str, object] = {
        "account": account,
        "account_status": _status(account, mailboxes, progress),
        "account_rows": account_rows(shown.accounts, shown.all_mailboxes, account),
        "account_query": account_query(account, shown.accounts),
        "write_from": account.pk if len(shown.accounts) > 1 else None,
        "home_url": home_url(account, shown.accounts),
        "folders": folder_rows,
        **present.other_folders(folder_rows),
        "folder": next((row for row in folder_rows if row.is_current), None),
        "rows": rows,
        "after": after,
        "next_url": next_url,
        "list_end": list_end(folder, next_url),
        "list_url": request.get_full_path(),
        "progress": progress,
        "notices": [
            *account_notices(account),
            *held_notices(account, mailboxes),
            *_refusals(account),
        ],
        "outgoing": [outgoing_row(row) for row in outbox.not_settled(account)],
        "empty_state": _empty_state(account, rows),
        "events_from": _annotated(account).events_from,
    }
    return context | reading_context(request, account, message, mailboxes)


def _refusals(account: EmailAccount) -> list[present.Notice]:
    return refusal_notices(account) if _annotated(account).was_refused else []


def _rows(
    request: AuthenticatedRequest, folder: Mailbox | None, current: Message | None
) -> tuple[str, str, str]:
    """The rows, the address of the next page, and the message that this page follows."""
    if folder is None:
        return "", "", ""
    messages = (
        Message.objects.for_user(request.user).in_mailbox(folder).not_deleted().newest_first()
    )
    after = request.GET.get("after", "")
    if after:
        last = _row_of(request, after)
        messages = messages.older_than(last) if last else messages
    size = _size(request, messages)
    page = [Listed(*row) for row in messages.values_list(*Listed._fields)[: size + 1]]
    current_id = current.pk if current else None
    rows = drawn_rows(
        with_reasons(page[:size]), folder, current_id=current_id, after=after, now=timezone.now()
    )
    more = len(page) > size
    next_url = present.inbox_url(folder.pk, after=str(page[size - 1].id)) if more else ""
    return rows, next_url, after


def _size(request: AuthenticatedRequest, messages: MessageQuerySet) -> int:
    """A page, or down to the row that the reader has seen already."""
    page = request.preferences.page_size
    until = request.GET.get("until", "")
    last = _row_of(request, until) if until else None
    if last is None:
        return page
    return max(page, messages.not_older_than(last)[:LONGEST_LIST].count())


def _row_of(request: AuthenticatedRequest, number: str) -> Message | None:
    """Also one that is gone by now: it still says where it stood."""
    return Message.rows.for_user(request.user).filter(pk=_number(number)).first()


def _status(
    account: EmailAccount, mailboxes: list[Mailbox], progress: Progress | None
) -> AccountStatus:
    is_syncing = bool(progress) or _annotated(account).is_syncing
    late = _annotated(account).late_changes
    return account_status(account, mailboxes, is_syncing=is_syncing, late=late)


def _empty_state(account: EmailAccount, rows: str) -> str:
    if rows:
        return ""
    if account.synced_at is None:
        return "syncing" if account.works else "attention"
    return "empty_folder"
