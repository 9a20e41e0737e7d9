"""The page about an account's folders: what is here, what is not, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.folder_forms import WindowForm
from mail.models import Errand, EventSequence, Mailbox
from mail.models.errand import SUBSCRIPTIONS, ErrandState
from mail.services import errands, held_mail, windows
from mail.services.shortfalls import counted
from mail.views import fragment
from mail.views.chosen import account_query, accounts_of
from mail.views.folder_states import FolderState, folder_state
from mail.views.lacks import left_out_notices
from mail.views.notices import account_notices
from mail.views.present import inbox_url


@login_required
@require_GET
def folders(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    seen = EventSequence.of(request.user.pk).number
    shown = list(counted(Mailbox.objects.filter(account=account).shown()))
    rows = folder_states(account, shown)
    context = {
        "account": account,
        "subscribed": [row for row in rows if row.subscribed],
        "others": [row for row in rows if not row.subscribed],
        "notices": [*account_notices(account), *left_out_notices(shown)],
        "form": WindowForm(None, account.sync_window_days),
        "new_url": reverse("folder_new") + account_query(account, accounts_of(request)),
        "events_from": seen,
    }
    if request.htmx:
        return fragment.answer(request, "mail/_folder_tables.html", context)
    return render(request, "mail/folders.html", context)


def folder_states(account: EmailAccount, shown: Iterable[Mailbox]) -> list[FolderState]:
    """Of the folders *shown*, counted."""
    refused = _refused(account)
    rows = sorted(shown, key=lambda row: row.sort_key)
    return [folder_state(row, refused, works=account.works) for row in rows]


@login_required
@require_POST
def window(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    """How far back mail is held here."""
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    form = WindowForm(request.POST, account.sync_window_days)
    if not form.is_valid():
        raise Http404
    windows.choose(account, form.cleaned_data["days"], hide_older=form.cleaned_data["hide_older"])
    messages.success(request, _("Your choice is saved."))
    return redirect("account_folders", account.pk)


@login_required
@require_POST
def subscription(request: AuthenticatedRequest, folder_id: int) -> HttpResponse:
    """Show the folder among the others, or under a heading of its own."""
    folder = _folder(request, folder_id)
    errands.subscribe_folder(folder, wanted=request.POST.get("subscribed") == "1")
    return _back(folder)


@login_required
@require_POST
def held(request: AuthenticatedRequest, folder_id: int) -> HttpResponse:
    """The person's answer about messages that the server lists no longer."""
    folder = _folder(request, folder_id)
    answer = request.POST.get("answer", "")
    if answer == "hide":
        hidden = held_mail.hide(folder)
        said = ngettext("%(count)d message is hidden.", "%(count)d messages are hidden.", hidden)
        messages.success(request, said % {"count": hidden})
    elif answer == "keep":
        held_mail.keep(folder)
        messages.info(request, _("They stay. The server is being asked again."))
    return _back(folder)


@login_required
@require_POST
def older(request: AuthenticatedRequest, folder_id: int) -> HttpResponse:
    """More of the folder than its window holds."""
    folder = _folder(request, folder_id)
    windows.ask_for_older(folder)
    messages.info(request, _("Older messages are being fetched. They appear at the end."))
    return redirect(inbox_url(folder.pk))


def _folder(request: AuthenticatedRequest, folder_id: int) -> Mailbox:
    rows = Mailbox.objects.for_user(request.user).select_related("account")
    return get_object_or_404(rows, pk=folder_id)


def _back(folder: Mailbox) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(folder))


def _address(folder: Mailbox) -> str:
    page = redirect("account_folders", folder.account_id)
    return f"{page.url}#folder-{folder.pk}"


def _refused(account: EmailAccount) -> dict[int, Errand]:
    """By folder, its newest wish where the server did not take it."""
    rows = Errand.objects.filter(account=account, kind__in=SUBSCRIPTIONS).order_by("pk")
    newest = {errand.mailbox_id: errand for errand in rows if errand.mailbox_id}
    return {pk: errand for pk, errand in newest.items() if errand.state == ErrandState.FAILED}
