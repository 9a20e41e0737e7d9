"""Giving a grant back to the provider (RFC 7009): best effort, in the background.

The token waits in a sealed row, because the account has gone by then; only the row's id travels.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now

from accounts.credentials import seal, unseal
from accounts.database_time import from_now
from accounts.handover import hand_over
from accounts.models import EmailAccount, OAuthApp, OAuthGrant, OAuthRevocation
from accounts.oauth import apps, places
from mail.core.address import address_key
from mail.core.errors import MailError
from mail.transport import oauth
from mail.transport.policy import Policy
from mail.transport.secret import Secret

log = logging.getLogger(__name__)

REQUEST_S = 10.0
PAUSE = timedelta(minutes=10)
MOST_ATTEMPTS = 5


def give_back(account: EmailAccount, *, successor: OAuthApp | None = None) -> None:
    """Erase the account's grant here and have it revoked there. Waits for nobody.

    Not revoked where the account goes on with *successor*, the same application, or another
    account has what it allowed: see :func:`is_used_by_accounts`.
    """
    grant = OAuthGrant.objects.select_related("app").filter(account=account).first()
    if grant is None:
        return
    grant.delete()
    if grant.app is None or grant.app == successor:
        return
    if is_used_by_accounts(grant.app, account.address):
        return
    column = "refresh" if grant.sealed_refresh else "access"
    sealed = grant.sealed_refresh or grant.sealed_access
    try:
        token = unseal(sealed, places.of_grant(account.pk, grant.app, column))
    except MailError:  # the key is gone, and what it sealed is of no use to anybody
        return
    queue(grant.app, token)


def is_used_by_accounts(app: OAuthApp, *addresses: str) -> bool:
    """Whether an account has a grant of *app* for one of *addresses*.

    Google and others revoke with one token whatever the person allowed the application, also what
    they allowed it before or afterwards.
    """
    keys = {address_key(address) for address in addresses}
    return OAuthGrant.objects.filter(app=app, account__key__in=keys).exists()


def queue(app: OAuthApp, token: Secret) -> None:
    """Have *token* revoked after the commit."""
    revocation = OAuthRevocation(app=app, not_before=Now())
    revocation.sealed_token = seal(token, places.of_revocation(revocation))
    revocation.save()
    _dispatch(revocation.pk)


def _dispatch(revocation_id: int) -> None:
    transaction.on_commit(
        lambda: hand_over("accounts.revoke_token", revocation_id, queue="interactive")
    )


def revoke(revocation_id: int, policy: Policy) -> None:
    """Tell the provider, once; what fails for now is tried again by :func:`dispatch_due`."""
    rows = OAuthRevocation.objects.filter(pk=revocation_id, not_before__lte=Now())
    if not rows.update(attempts=F("attempts") + 1, not_before=from_now(PAUSE)):
        return
    revocation = OAuthRevocation.objects.select_related("app").get(pk=revocation_id)
    try:
        token = unseal(revocation.sealed_token, places.of_revocation(revocation))
        server = apps.server_of(revocation.app, policy)
        oauth.revoke(server, token, timeout_s=REQUEST_S)
    except MailError as problem:
        log.info("oauth not revoked row=%s code=%s", revocation_id, problem.code.value)
        if problem.retry and revocation.attempts < MOST_ATTEMPTS:
            return
    revocation.delete()


def dispatch_due() -> None:
    """What the broker lost, or the provider did not take the first time."""
    due = OAuthRevocation.objects.filter(not_before__lte=Now())
    for revocation_id in due.values_list("pk", flat=True)[:100]:
        _dispatch(revocation_id)
