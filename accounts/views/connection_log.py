"""The connection log of anybody's account, for the administrator: no mail is in it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from accounts.event_words import log_rows
from accounts.models import ConnectionEvent, EmailAccount
from accounts.models.connection_event import KEPT_OF_AN_ACCOUNT
from accounts.views.administration.access import for_administrators
from crm_inbox.http import AuthenticatedRequest


@login_required
@require_GET
@for_administrators
def account_log(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(EmailAccount.objects.select_related("user"), pk=account_id)
    events = ConnectionEvent.objects.filter(account=account).newest_first()
    context = {"account": account, "rows": log_rows(events[:KEPT_OF_AN_ACCOUNT])}
    return render(request, "accounts/administration/account_log.html", context)
