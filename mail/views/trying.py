"""The person's word to try an account again now, instead of after its pause."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import EmailAccount
from accounts.services import limits
from crm_inbox.http import AuthenticatedRequest
from mail.services.trying import try_again


@login_required
@require_POST
def try_now(request: AuthenticatedRequest, account_id: int) -> HttpResponse:
    account = get_object_or_404(EmailAccount.objects.for_user(request.user), pk=account_id)
    if not limits.may_sign_in(request.user):
        messages.error(request, limits.too_many_sign_ins())
        return redirect("email_account")
    with transaction.atomic():
        try_again(account)
    messages.info(request, _("The servers are being tried again."))
    return redirect("email_account")
