"""Sending a person to the provider's page and taking in what they come back with.

The state goes with them; its hash waits in a row of theirs for ten minutes and is good once. The
verifier of PKCE stays here, sealed.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from accounts.credentials import seal, unseal
from accounts.database_time import from_now
from accounts.models import OAuthApp, OAuthAttempt, SetupAttempt
from accounts.models.oauth_attempt import AWAY_FOR
from accounts.models.setup_attempt import LIFETIME, SetupState
from accounts.oauth import apps, attempts, places, revoking
from accounts.services import attempt_work, setup
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.oauth.authorize import Journey, authorize_url, read_answer
from mail.core.oauth.identity import addresses_in_id_token, check_identity
from mail.core.oauth.problems import OAuthError
from mail.core.oauth.tokens import Tokens, check_scopes
from mail.transport import oauth
from mail.transport.oauth import Server
from mail.transport.policy import Policy
from mail.transport.secret import Secret

log = logging.getLogger(__name__)

CALLBACK_S = 10.0
"""The person waits in front of a white page; providers answer within one second."""


@dataclass(frozen=True, slots=True)
class Departure:
    """Where to send the person; the browser keeps ``state`` until it is back."""

    url: str
    state: str
    provider: str


def depart(attempt: SetupAttempt, app: OAuthApp, redirect_uri: str) -> Departure:
    """Raises MailError when the application cannot be used."""
    provider = app.as_provider()
    state, verifier = secrets.token_urlsafe(32), Secret(secrets.token_urlsafe(64))
    OAuthAttempt.objects.update_or_create(
        attempt=attempt,
        defaults={
            "app": app, "kept": False, "handed_in": "", "state_hash": _hash(state),
            "redirect_uri": redirect_uri, "sealed_access": "", "sealed_refresh": "",
            "sealed_verifier": seal(verifier, places.of_attempt(attempt.pk, app, "verifier")),
            "ends_at": from_now(AWAY_FOR),
        },
    )  # fmt: skip
    journey = Journey(app.client_id, redirect_uri, state, verifier, login_hint=attempt.address)
    return Departure(authorize_url(provider, journey), state, provider.name)


def arrive(user: User, state: str, answer: Mapping[str, str], policy: Policy) -> bool:
    """Take in *answer* and let the worker try the tokens; False when nobody left with *state*.

    Waits for the provider, at most :data:`CALLBACK_S`. What is wrong is noted on the attempt. Where
    another window has gone on with the attempt meanwhile, that stands, and the tokens are given up.
    """
    trip = _take(user, state)
    if trip is None or trip.app is None:
        return False
    try:
        tokens = _tokens(trip, trip.app, answer, policy)
    except MailError as problem:
        _note(trip.attempt, problem)
        return True
    with transaction.atomic():
        if not _hand_in(trip, trip.app, tokens):
            _give_up(trip, trip.app, tokens)
    return True


def _take(user: User, state: str) -> OAuthAttempt | None:
    """The trip that left with *state*, for the first who asks, in time, and for its user alone."""
    waiting = OAuthAttempt.objects.filter(
        attempt__user=user, state_hash=_hash(state), ends_at__gt=Now()
    )
    trip = waiting.select_related("app", "attempt", "attempt__account").first()
    if trip is None:
        return None
    taken = OAuthAttempt.objects.filter(pk=trip.pk, state_hash=trip.state_hash)
    return trip if taken.update(state_hash="", sealed_verifier="") else None


def _tokens(trip: OAuthAttempt, app: OAuthApp, answer: Mapping[str, str], policy: Policy) -> Tokens:
    ends_at = time.monotonic() + CALLBACK_S
    server = apps.server_of(app, policy)
    code = read_answer(server.provider, answer)
    verifier = unseal(trip.sealed_verifier, places.of_attempt(trip.attempt_id, app, "verifier"))
    tokens = oauth.exchange_code(
        server, code, verifier, trip.redirect_uri, timeout_s=ends_at - time.monotonic()
    )
    try:
        check_scopes(tokens, server.provider.mail_scopes, subject=server.provider.name)
        told = _identity(server, tokens, ends_at - time.monotonic())
        check_identity(told, trip.attempt.address, subject=server.provider.name)
    except OAuthError as problem:
        _give_up(trip, app, tokens, problem.subject)  # the address, where it is another one's
        raise
    return tokens


def _give_up(trip: OAuthAttempt, app: OAuthApp, tokens: Tokens, other_address: str = "") -> None:
    """Of no use to us, so nor to anybody: revoked, where that takes nothing from an account."""
    if not revoking.is_used_by_accounts(app, trip.attempt.address, other_address):
        revoking.queue(app, tokens.refresh or tokens.access)


def _identity(server: Server, tokens: Tokens, left_s: float) -> tuple[str, ...]:
    """Who signed in, as far as the provider tells. Not knowing is no fault: the mail server
    decides whose mailbox a token opens."""
    told = addresses_in_id_token(tokens.id_token, server.client.client_id)
    if told or left_s <= 0:
        return told
    try:
        return oauth.userinfo(server, tokens.access, timeout_s=left_s)
    except MailError:
        return ()


def _hand_in(trip: OAuthAttempt, app: OAuthApp, tokens: Tokens) -> bool:
    attempt = trip.attempt
    if attempt.is_busy or not setup.hand_in_password(attempt, attempts.marker()):
        return False

    def sealed(column: str, secret: Secret | None) -> str:
        return seal(secret, places.of_attempt(attempt.pk, app, column)) if secret else ""

    OAuthAttempt.objects.filter(pk=trip.pk).update(
        handed_in=attempt.sealed_imap,
        sealed_access=sealed("access", tokens.access),
        sealed_refresh=sealed("refresh", tokens.refresh),
        scopes=" ".join(sorted(tokens.scopes or ())),
        refresh_at=from_now(tokens.refresh_after),
        expires_at=from_now(tokens.lifetime),
        ends_at=from_now(LIFETIME),
    )
    return True


def _note(attempt: SetupAttempt, problem: MailError) -> None:
    numbers = problem.numbers if isinstance(problem, OAuthError) else ()
    log.warning(
        "oauth sign-in failed attempt=%s code=%s error=%s numbers=%s",
        attempt.pk, problem.code.value, problem.server_said or "-", ",".join(numbers) or "-",
    )  # fmt: skip
    with transaction.atomic():
        if attempt.is_busy or not attempt_work.hold(attempt):
            return
        attempt.set_problem(problem, Service.IMAP.value)
        attempt.state = SetupState.FAILED
        attempt.save()


def _hash(state: str) -> str:
    return hashlib.sha256(state.encode()).hexdigest()


def erase_old() -> None:
    """Who has not come back will not; neither verifier nor tokens shall wait for them."""
    OAuthAttempt.objects.filter(ends_at__lte=Now()).delete()
