"""Moving the open message: to a folder, to junk and back, away, or away for good."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm_inbox.http import AuthenticatedRequest
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import filing
from mail.views import present
from mail.views.neighbours import url_beside

VIRTUAL = frozenset({SpecialUse.ALL, SpecialUse.FLAGGED})
"""What the server shows there lies elsewhere; nothing can be put into it."""


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    label: str


@dataclass(frozen=True, slots=True)
class Filing:
    """What can be done with a message where it stands, and where that is asked for."""

    file_url: str
    erase_url: str
    archives: bool
    is_junk: bool
    choices: list[Choice]


def filing_of(message: Message, mailboxes: list[Mailbox]) -> Filing:
    """*mailboxes*: all of the message's account."""
    here = message.mailbox
    return Filing(
        file_url=reverse("message_file", args=[message.pk]),
        erase_url=reverse("message_erase", args=[message.pk]) if is_erased_from(here) else "",
        archives=here.use not in {SpecialUse.ARCHIVE, SpecialUse.DRAFTS, *filing.ERASED_FROM},
        is_junk=here.use is SpecialUse.JUNK,
        choices=[
            Choice(box.pk, present.folder_path(box))
            for box in mailboxes
            if box.pk != here.pk and box.use not in VIRTUAL and box.is_on_server
        ],
    )


def is_erased_from(mailbox: Mailbox) -> bool:
    return mailbox.use in filing.ERASED_FROM


@login_required
@require_POST
def file(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """``to`` names a folder of the same account by its number, or what is to be done."""
    message = _message(request, message_id)
    beside = url_beside(request.user, message)
    wanted = request.POST.get("to", "")
    if wanted in filing.FILE_AS:
        filing.FILE_AS[wanted]([message])
    else:
        actions.change(message, ActionKind.MOVE, _target(request, message, wanted))
    return redirect(beside)


@login_required
@require_http_methods(["GET", "POST"])
def erase(request: AuthenticatedRequest, message_id: int) -> HttpResponse:
    """For good, after a question; only in the folders of what was thrown away already."""
    message = _message(request, message_id)
    if not is_erased_from(message.mailbox):
        raise Http404
    if request.method == "POST":
        beside = url_beside(request.user, message)
        filing.erase([message])
        return redirect(beside)
    context = {
        "subject": message.subject or _("(no subject)"),
        "folder": present.folder_label(message.mailbox),
        "cancel_url": present.inbox_url(message.mailbox_id, message.pk),
    }
    return render(request, "mail/erase.html", context)


def _message(request: AuthenticatedRequest, message_id: int) -> Message:
    rows = Message.objects.for_user(request.user).select_related("mailbox", "account")
    return get_object_or_404(rows, pk=message_id)


def _target(request: AuthenticatedRequest, message: Message, wanted: str) -> Mailbox:
    """Of the message's own account: a folder of another one does not exist here."""
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    rows = Mailbox.objects.for_user(request.user).on_server().filter(account=message.account_id)
    target = get_object_or_404(rows, pk=int(wanted))
    if target.use in VIRTUAL:
        raise Http404
    return target
