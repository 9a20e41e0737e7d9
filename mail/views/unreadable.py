"""Messages that could not be taken: the list of them, their source as text, and another try."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import clock
from accounts.clock import moment
from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.models import EventSequence, Message, Quarantined
from mail.models.message import MessageState
from mail.services import errands, quarantine
from mail.views import fragment
from mail.views.errand_words import errand_problem
from mail.views.present import folder_label, inbox_url, size_label
from mail.views.reason_words import reason_sentence

SHOWN = 200


@dataclass(frozen=True, slots=True)
class QuarantineRow:
    id: str
    who: str
    subject: str
    folder: str
    when: str
    size: str
    reason: str
    server_said: str
    source_url: str
    waits: bool
    tried: str


@login_required
@require_GET
def quarantined(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    seen = EventSequence.of(request.user.pk).number
    rows = _rows(request, account).order_by("-message__internaldate", "-pk")
    context = {
        "account": account,
        "rows": [_row(row) for row in rows[:SHOWN]],
        "number": rows.count(),
        "events_from": seen,
    }
    if request.htmx:
        return fragment.answer(request, "mail/_quarantine_rows.html", context)
    return render(request, "mail/quarantine.html", context)


@login_required
@require_POST
def retry(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    """Try one message again, or all of them."""
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    rows = _rows(request, account)
    wanted = request.POST.get("message", "")
    if wanted:
        rows = rows.filter(pk=int(wanted) if wanted.isdecimal() and len(wanted) < 18 else 0)
    number = quarantine.try_again(rows)
    said = ngettext(
        "%(count)d message is tried again.", "%(count)d messages are tried again.", number
    )
    messages.info(request, said % {"count": number} if number else _("It is being tried again."))
    return redirect("account_quarantine", account.pk)


@login_required
@require_http_methods(["GET", "POST"])
def source(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """The message as the server has it, as text. A worker fetches it; the page shows the row.

    Who asks to see it fetches it once, and ``again`` only on purpose.
    """
    rows = Message.objects.for_user(request.user).select_related("mailbox", "account__user")
    message = get_object_or_404(rows, pk=message_id)
    if request.method == "POST":
        if "again" in request.POST or errands.newest_of(message) is None:
            errands.fetch_source(message)
        return redirect("message_source", message.pk)
    seen = EventSequence.of(request.user.pk).number
    errand = errands.newest_of(message)
    context = {
        "message": message,
        "subject": message.subject or _("(no subject)"),
        "errand": errand,
        "problem": errand_problem(errand, message.account),
        "back_url": inbox_url(message.mailbox_id, message.pk),
        "quarantine_url": _quarantine_url(message),
        "events_from": seen,
    }
    if request.htmx:
        return fragment.answer(request, "mail/_source.html", context)
    return render(request, "mail/source.html", context)


def _rows(request: AuthenticatedRequest, account: EmailAccount) -> QuerySet[Quarantined]:
    rows = Quarantined.objects.for_user(request.user).filter(account=account)
    return rows.filter(message__gone_at=None).select_related("message__mailbox", "account")


def _row(row: Quarantined) -> QuarantineRow:
    message = row.message
    return QuarantineRow(
        id=str(message.pk),
        who=message.from_name or message.from_address or _("Unknown sender"),
        subject=message.subject or _("(no subject)"),
        folder=folder_label(message.mailbox),
        when=clock.date_and_time(timezone.localtime(message.date)),
        size=size_label(message.size_bytes),
        reason=reason_sentence(row.reason),
        server_said=row.server_said,
        source_url=reverse("message_source", args=[message.pk]),
        waits=row.retry_asked,
        tried=moment(row.tried_at) if row.tried_at else "",
    )


def _quarantine_url(message: Message) -> str:
    if message.state != MessageState.UNREADABLE:
        return ""
    return reverse("account_quarantine", args=[message.account_id])
