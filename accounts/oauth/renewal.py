"""The access token of an account: the present one, or the next.

    present ──due──▶ leased by one process ──▶ next one, its refresh token with it
       │                  │      └─ refused for good: the person has to sign in again
       └── still good: the others go on with it; else they wait for the one that asks

The lease is a conditional update by the database's clock, as for attempts and lanes, so there is
one refresher for each account whatever runs where: two would make a server that watches for
re-used refresh tokens (RFC 9700 §4.14.2) lock the account out.
"""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from django.db import models, transaction

from accounts.admission import admitted_for_token
from accounts.credentials import seal, unseal
from accounts.database_time import from_now
from accounts.models import EmailAccount, OAuthApp, OAuthGrant
from accounts.oauth import apps, places
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.sasl import AccessToken
from mail.core.oauth.tokens import Tokens
from mail.core.sync.not_now import NotNow
from mail.transport import oauth
from mail.transport.policy import Policy
from mail.transport.secret import Secret

log = logging.getLogger(__name__)

REQUEST_S = 10.0
LEASE = timedelta(seconds=30)
"""Longer than two requests, for the present refresh token and the one before it."""

WAIT_S = 25.0
LOOK_EVERY_S = 0.1
PAUSE = timedelta(seconds=60)
"""After a failure, while the present token is still good."""

_LASTING = frozenset(
    {Code.OAUTH_RECONNECT, Code.OAUTH_INTERACTION, Code.OAUTH_CONSENT, Code.OAUTH_SCOPE}
)
"""Only a new sign-in by the person mends these."""


def has_grant(account: EmailAccount) -> bool:
    return OAuthGrant.objects.filter(account=account).exists()


def opens(account: EmailAccount) -> bool:
    """Whether the stored tokens can be read with the present keys; nobody is asked for new ones."""
    grant = _grant(account)
    try:
        _token(grant, _app(grant))
    except MailError:
        return False
    return True


def token_for(
    account: EmailAccount, host: str, policy: Policy, *, refused: int | None = None
) -> AccessToken:
    """A token for the mail server *host*, renewed when it is due.

    *refused* is the generation that a server did not take: then the next one is needed, however
    long the present one would last. Raises MailError, OAUTH_RECONNECT among others.
    """
    ends_at = time.monotonic() + WAIT_S
    while True:
        grant = _grant(account)
        app = _app(grant)
        if not app.may_reach(host):
            raise MailError(Code.OAUTH_APP_BROKEN, subject=host)
        usable = grant.is_alive and grant.generation != refused
        if usable and not grant.is_due:
            return _token(grant, app)
        if OAuthGrant.objects.filter(pk=grant.pk).claim(grant.generation, from_now(LEASE)):
            return _renewed(account, grant, app, policy, usable=usable)
        if usable:
            return _token(grant, app)
        if time.monotonic() > ends_at:
            raise MailError(Code.OAUTH_TEMPORARY, subject=app.shown_name)
        time.sleep(LOOK_EVERY_S)


def _grant(account: EmailAccount) -> OAuthGrant:
    """Raises MailError when only a new sign-in helps."""
    grants = OAuthGrant.objects.looked_at().select_related("app")
    grant = grants.filter(account=account).first()
    if grant is None:
        raise MailError(Code.SECRET_UNREADABLE)
    if grant.problem_code:
        raise MailError(Code(grant.problem_code), subject=str(grant.app or ""))
    return grant


def _app(grant: OAuthGrant) -> OAuthApp:
    if grant.app is None or not grant.app.enabled:
        raise MailError(Code.OAUTH_APP_BROKEN, subject=str(grant.app or ""))
    return grant.app


def _token(grant: OAuthGrant, app: OAuthApp) -> AccessToken:
    access = _opened(grant, app, "access", grant.sealed_access)
    return AccessToken(access.reveal(), app.as_provider().mechanisms, grant.generation)


def _opened(grant: OAuthGrant, app: OAuthApp, column: str, sealed: str) -> Secret:
    """Whatever keeps a token from opening, signing in again brings one that opens."""
    try:
        return unseal(sealed, places.of_grant(grant.account_id, app, column))
    except MailError:
        raise MailError(Code.OAUTH_RECONNECT, subject=app.shown_name) from None


def _renewed(
    account: EmailAccount, grant: OAuthGrant, app: OAuthApp, policy: Policy, *, usable: bool
) -> AccessToken:
    """The next token. We hold the lease; it is given back whatever happens."""
    try:
        with admitted_for_token(account.pk, app.as_provider().token_url):
            fresh, used = _ask(grant, app, policy)
    except NotNow:
        _rows(grant).update(leased_until=None)
        if usable:
            return _token(grant, app)
        raise
    except MailError as problem:
        _note_failure(account, grant, problem)
        if usable and problem.code not in _LASTING:
            return _token(grant, app)
        raise
    except BaseException:
        _rows(grant).update(leased_until=None)
        raise
    return _keep(grant, app, fresh, used)


def _ask(grant: OAuthGrant, app: OAuthApp, policy: Policy) -> tuple[Tokens, Secret]:
    """New tokens, and the refresh token that brought them."""
    server = apps.server_of(app, policy)
    kept = [sealed for sealed in (grant.sealed_refresh, grant.sealed_refresh_before) if sealed]
    problem: MailError = OAuthError(Code.OAUTH_RECONNECT, subject=app.shown_name)
    for sealed in kept:
        token = _opened(grant, app, "refresh", sealed)
        try:
            return oauth.refresh(server, token, timeout_s=REQUEST_S), token
        except OAuthError as refusal:
            if refusal.code is not Code.OAUTH_RECONNECT:
                raise
            problem = refusal
    raise problem


def _keep(grant: OAuthGrant, app: OAuthApp, fresh: Tokens, used: Secret) -> AccessToken:
    """Both new tokens in one statement: with a rotated refresh token there is no way back."""
    account_id = grant.account_id
    columns = {
        "sealed_access": seal(fresh.access, places.of_grant(account_id, app, "access")),
        "sealed_refresh_before": "",
        "generation": grant.generation + 1,
        "refresh_at": from_now(fresh.refresh_after),
        "expires_at": from_now(fresh.lifetime),
        "leased_until": None,
    }
    place = places.of_grant(account_id, app, "refresh")
    columns["sealed_refresh"] = seal(fresh.refresh or used, place)
    if fresh.refresh is not None and fresh.refresh.reveal() != used.reveal():
        columns["sealed_refresh_before"] = seal(used, place)
    with transaction.atomic():
        kept = _rows(grant).update(**columns)
    if not kept:  # the person has signed in anew meanwhile
        raise MailError(Code.OAUTH_TEMPORARY, subject=app.shown_name)
    log.info("oauth renewed account=%s generation=%s", account_id, grant.generation + 1)
    mechanisms = app.as_provider().mechanisms
    return AccessToken(fresh.access.reveal(), mechanisms, grant.generation + 1)


def _note_failure(account: EmailAccount, grant: OAuthGrant, problem: MailError) -> None:
    numbers = problem.numbers if isinstance(problem, OAuthError) else ()
    log.warning(
        "oauth not renewed account=%s code=%s error=%s numbers=%s",
        account.pk, problem.code.value, problem.server_said or "-", ",".join(numbers) or "-",
    )  # fmt: skip
    if problem.code not in _LASTING:
        _rows(grant).update(leased_until=None, refresh_at=from_now(PAUSE))
        return
    with transaction.atomic():
        EmailAccount.objects.filter(pk=account.pk).hold()
        lasting = _rows(grant).update(leased_until=None, problem_code=problem.code.value)
        if lasting:  # every worker of the account stops, not only the one that asked
            account.note_problem(Service.IMAP, problem)


def _rows(grant: OAuthGrant) -> models.QuerySet[OAuthGrant]:
    """The grant, as long as it is the one we leased."""
    return OAuthGrant.objects.filter(pk=grant.pk, generation=grant.generation)
