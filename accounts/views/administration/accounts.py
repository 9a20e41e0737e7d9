"""The tab Accounts: whose mailbox works and whose does not. Never what is in one."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.silent_servers import Silent, in_words, silent_servers
from accounts.views.administration.access import for_administrators
from crm_inbox.http import AuthenticatedRequest
from mail.core.endpoint import Service

PER_PAGE = 100


@login_required
@require_GET
@for_administrators
def accounts(request: AuthenticatedRequest) -> HttpResponse:
    rows = EmailAccount.objects.select_related("user").order_by("key", "pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    silent = silent_servers(shown)
    context = {"page": page, "accounts": [_shown(account, silent) for account in shown]}
    return render(request, "accounts/administration/accounts.html", context)


def _shown(account: EmailAccount, silent: Silent) -> dict[str, object]:
    error, endpoints = account.problem, [account.endpoint(service) for service in Service]
    waits = [line for one in dict.fromkeys(endpoints) for line in in_words(one, silent)]
    return {
        "account": account,
        "problem": explain(error) if error else None,
        "since": _since(account) if error else None,
        "waits": list(dict.fromkeys(waits)),
    }


def _since(account: EmailAccount) -> datetime | None:
    """When the older of its problems began."""
    moments = [account.state_of(service).since for service in account.problems]
    return min((moment for moment in moments if moment), default=None)
