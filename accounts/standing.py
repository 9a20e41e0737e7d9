"""Whether a server may be asked at all: one refusal stops everybody who would ask again.

Providers lock accounts, and sometimes a whole office's address, after a few refused sign-ins. So
every sign-in of a worker looks at the row first, and whoever is refused writes it there at once.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Credential, EmailAccount, OAuthGrant
from accounts.models.email_account import StillRefused
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import LOCKED_FOR, needs_a_person

# Lanes come back when the pause is over by the database's clock, which may be ahead of ours.
CLOCKS_DIFFER_BY = timedelta(seconds=30)


def raise_if_stopped(account: EmailAccount, service: Service) -> None:
    """Raises StillRefused with the old refusal, or MailError when the account is gone."""
    now = EmailAccount.objects.filter(pk=account.pk).first()
    if now is None:
        raise MailError(Code.SECRET_UNREADABLE)
    if now.is_stopped(service) or _is_locked(now, service):
        known = now.problem_of(service) or now.problem or MailError(Code.AUTH_FAILED)
        raise StillRefused(known.code, known.server_said, subject=known.subject)


def _is_locked(account: EmailAccount, service: Service) -> bool:
    state = account.state_of(service)
    pause = LOCKED_FOR.get(state.problem.code) if state.problem else None
    if pause is None or state.failed_at is None:
        return False
    return timezone.now() < state.failed_at + pause - CLOCKS_DIFFER_BY


def means_of(account: EmailAccount, service: Service) -> str:
    """What the account signs in with, for comparing: a sealed password, or which grant."""
    rows = Credential.objects.filter(account_id=account.pk, service=service.value)
    sealed = rows.values_list("sealed", flat=True).first()
    if sealed:
        return sealed
    grant = OAuthGrant.objects.filter(account_id=account.pk).values_list("pk", flat=True).first()
    return f"grant {grant}" if grant else ""


def note_refusal(
    account: EmailAccount, service: Service, refusal: MailError, *, means: str, shared: bool
) -> None:
    """Stop the service, unless it no longer signs in with what was refused (*means*).

    A refusal of receiving stops sending as well where both have one secret (*shared*); a refusal
    of sending stops sending only, because receiving goes on to prove the secret right or wrong.
    """
    if isinstance(refusal, StillRefused) or not _is_for_all(refusal.code):
        return
    with transaction.atomic():
        EmailAccount.objects.filter(pk=account.pk).hold()
        if means_of(account, service) != means:
            return
        account.note_problem(service, refusal)
        if shared:
            account.stop(Service.SMTP)


def _is_for_all(code: Code) -> bool:
    return needs_a_person(code) or code in LOCKED_FOR
