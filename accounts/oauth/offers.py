"""Whether the wizard can offer the provider's own sign-in page, and whether a password besides."""

from __future__ import annotations

from dataclasses import dataclass

from accounts.models import EmailAccount, OAuthApp, OAuthGrant, SetupAttempt
from mail.core.endpoint import Service
from mail.core.errors import Code
from mail.core.oauth.providers import provider_for_host


@dataclass(frozen=True, slots=True)
class Offer:
    """``app_id`` is None where no application is registered: then only words can be offered."""

    provider: str
    app_id: int | None
    takes_passwords: bool


def offer_for(attempt: SetupAttempt | EmailAccount) -> Offer | None:
    """What the provider of these servers offers besides a password, or instead of one."""
    hosts = tuple(attempt.login(service).endpoint.host for service in Service)
    known = provider_for_host(hosts[0])
    app = app_for(attempt)
    if app is not None:
        takes_passwords = known.takes_passwords if known else True
        return Offer(app.shown_name, app.pk, takes_passwords)
    if known is not None and not known.takes_passwords:
        return Offer(known.name, None, takes_passwords=False)
    return None


def app_for(attempt: SetupAttempt | EmailAccount) -> OAuthApp | None:
    """The application that serves this address; one for its domain before one for everybody."""
    hosts = [attempt.login(service).endpoint.host for service in Service]
    serving = [
        app
        for app in OAuthApp.objects.enabled()
        if app.is_ready and app.serves(attempt.address, *hosts)
    ]
    return next((app for app in serving if app.domains), serving[0] if serving else None)


def signs_in_at(account: EmailAccount) -> str:
    """The name of the provider whose page lets the account in; empty where a password does."""
    grant = OAuthGrant.objects.select_related("app").filter(account=account).first()
    return str(grant.app or "OAuth") if grant else ""


OF_A_SIGN_IN = frozenset(code for code in Code if code.value.startswith("oauth_"))
"""Problems that a new sign-in at the provider may mend."""
