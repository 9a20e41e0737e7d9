"""What a trip to the provider brought, for the attempt that it was made for."""

from __future__ import annotations

import secrets

from django.db.models.functions import Now

from accounts.credentials import seal, unseal
from accounts.database_time import from_now
from accounts.models import Credential, EmailAccount, OAuthApp, OAuthAttempt, OAuthGrant
from accounts.models.setup_attempt import LIFETIME, SetupAttempt
from accounts.oauth import places, renewal, revoking
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.oauth.sasl import AccessToken
from mail.transport.policy import Policy
from mail.transport.secret import Secret


def marker() -> Secret:
    """Stands where a password would: it says which hand-in a run of the task is for."""
    return Secret(secrets.token_urlsafe(16))


def trip_of(attempt: SetupAttempt) -> OAuthAttempt | None:
    """The trip whose tokens are being tried; None where a password is."""
    if not attempt.sealed_imap:
        return None
    trips = OAuthAttempt.objects.filter(attempt_id=attempt.pk, handed_in=attempt.sealed_imap)
    return trips.select_related("app").first()


def token_of(attempt: SetupAttempt, service: Service, policy: Policy) -> AccessToken | None:
    """What to sign in with to *service*; None where a password is tried. Raises MailError."""
    trip, host = trip_of(attempt), attempt.login(service).endpoint.host
    if trip is None:
        return None
    if trip.kept and attempt.account is not None:
        return renewal.token_for(attempt.account, host, policy)
    app = _app(trip)
    if not app.may_reach(host):
        raise MailError(Code.OAUTH_APP_BROKEN, subject=host)
    access = unseal(trip.sealed_access, places.of_attempt(attempt.pk, app, "access"))
    return AccessToken(access.reveal(), app.as_provider().mechanisms)


def keeps_grant(attempt: SetupAttempt, *typed: Secret | None) -> bool:
    """Whether an account without a password is edited, and nobody typed one."""
    account = attempt.account
    return account is not None and not any(typed) and renewal.has_grant(account)


def stand_for_grant(attempt: SetupAttempt) -> None:
    """The edited account goes on with the grant it has, which the task opens."""
    OAuthAttempt.objects.update_or_create(
        attempt=attempt,
        defaults={
            "app": None, "kept": True, "handed_in": attempt.sealed_imap, "state_hash": "",
            "sealed_verifier": "", "sealed_access": "", "sealed_refresh": "",
            "ends_at": from_now(LIFETIME),
        },
    )  # fmt: skip


def erase(attempt: SetupAttempt) -> None:
    OAuthAttempt.objects.filter(attempt_id=attempt.pk).delete()


def keep(trip: OAuthAttempt, account: EmailAccount) -> None:
    """The account signs in with these tokens from now on; its passwords are erased."""
    if trip.kept:
        return
    app, attempt_id = _app(trip), trip.attempt_id

    def moved(column: str, sealed: str) -> str:
        if not sealed:
            return ""
        secret = unseal(sealed, places.of_attempt(attempt_id, app, column))
        return seal(secret, places.of_grant(account.pk, app, column))

    revoking.give_back(account, successor=app)
    Credential.objects.filter(account=account).delete()
    OAuthGrant.objects.create(
        account=account,
        app=app,
        scopes=trip.scopes,
        sealed_access=moved("access", trip.sealed_access),
        sealed_refresh=moved("refresh", trip.sealed_refresh),
        refresh_at=trip.refresh_at or Now(),
        expires_at=trip.expires_at or Now(),
    )


def _app(trip: OAuthAttempt) -> OAuthApp:
    if trip.app is None:
        raise MailError(Code.OAUTH_APP_BROKEN)
    return trip.app
