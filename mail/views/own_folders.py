"""Folders of one's own: made, renamed, removed. Each page works for one folder."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.models import Mailbox
from mail.own_folder_forms import FolderForm
from mail.services.actions import folders
from mail.views import present
from mail.views.chosen import accounts_of, named_account


@login_required
@require_http_methods(["GET", "POST"])
def new(request: AuthenticatedRequest) -> HttpResponse:
    """In the account that ``?account=`` names, else in the first one."""
    accounts = accounts_of(request)
    if not accounts:
        return redirect("setup")
    account = named_account(request, accounts) or accounts[0]
    parents = _possible_parents(account)
    choices = [(box.pk, present.folder_path(box)) for box in parents]
    form = FolderForm(request.POST or None, parents=choices)
    if request.method == "POST" and form.is_valid():
        parent = next((box for box in parents if box.pk == form.cleaned_data.get("parent")), None)
        try:
            made = folders.create_folder(account.pk, form.cleaned_data["name"], parent)
        except folders.FolderFault as problem:
            form.add_fault(problem.fault)
        else:
            return redirect(present.inbox_url(made.pk))
    context = {"form": form, "account": account if len(accounts) > 1 else None}
    return render(request, "mail/folder_new.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def edit(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponse:
    """Another name; and whether the folder can be removed."""
    folder = _own_folder(request, mailbox_id)
    form = FolderForm(request.POST or None, parents=None, initial={"name": folder.last_name})
    if request.method == "POST" and form.is_valid():
        try:
            folders.rename_folder(folder, form.cleaned_data["name"])
        except folders.FolderFault as problem:
            form.add_fault(problem.fault)
        else:
            return redirect(present.inbox_url(folder.pk))
    context = {
        "form": form,
        "folder": folder,
        "label": present.folder_label(folder),
        "is_empty": folders.is_empty(folder),
        "cancel_url": present.inbox_url(folder.pk),
    }
    return render(request, "mail/folder_edit.html", context)


@login_required
@require_POST
def remove(request: AuthenticatedRequest, mailbox_id: int) -> HttpResponse:
    folder = _own_folder(request, mailbox_id)
    try:
        folders.remove_folder(folder)
    except folders.NotEmpty:
        messages.error(request, _("The folder is not empty, so it stays."))
        return redirect("folder_edit", folder.pk)
    return redirect("inbox")


def _possible_parents(account: EmailAccount) -> list[Mailbox]:
    """Where the server has a sign between names at all."""
    rows = Mailbox.objects.filter(account=account).on_server().exclude(delimiter="")
    return sorted(rows, key=lambda box: box.sort_key)


def _own_folder(request: AuthenticatedRequest, mailbox_id: int) -> Mailbox:
    rows = Mailbox.objects.for_user(request.user).shown().select_related("account")
    folder = get_object_or_404(rows, pk=mailbox_id)
    if not folders.is_own(folder):
        raise Http404
    return folder
