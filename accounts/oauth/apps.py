"""The applications that the administrator registered: keeping them, and speaking for them."""

from __future__ import annotations

import logging

from django.db import transaction

from accounts.credentials import seal, unseal
from accounts.handover import hand_over
from accounts.models import OAuthApp
from accounts.oauth import places
from mail.core.errors import MailError
from mail.core.oauth.provider import GENERIC
from mail.core.oauth.tokens import Client
from mail.core.secret import Secret
from mail.transport import oauth
from mail.transport.oauth import Server
from mail.transport.policy import Policy

log = logging.getLogger(__name__)

METADATA_S = 10.0


def keep_app(app: OAuthApp, secret: Secret | None) -> OAuthApp:
    """Store *app*; a secret of None is the stored one, which opens only where it belonged.

    Raises MailError(SECRET_UNREADABLE) when it belonged to another client id or issuer.
    """
    with transaction.atomic():
        if secret is None and app.sealed_secret:
            unseal(app.sealed_secret, places.of_app(app))
        if app.metadata.get("issuer", app.issuer) != app.issuer:
            app.metadata = {}  # another server's
        app.save()
        if secret is not None:
            app.sealed_secret = seal(secret, places.of_app(app)) if secret.reveal() else ""
            app.save(update_fields=["sealed_secret"])
        ask_issuer(app)
    return app


def ask_issuer(app: OAuthApp) -> None:
    """Have what the issuer says of itself read by a worker, after the commit."""
    if not app.is_generic:
        return
    app_id = app.pk
    transaction.on_commit(
        lambda: hand_over("accounts.read_oauth_metadata", app_id, queue="interactive")
    )


def dispatch_unread() -> None:
    """Those whose issuer has not been asked, or did not answer."""
    for app in OAuthApp.objects.enabled().filter(provider=GENERIC, metadata={}):
        ask_issuer(app)


def read_metadata(app: OAuthApp, policy: Policy) -> MailError | None:
    """Ask the issuer about itself and store what it says, or why it could not be read."""
    try:
        app.metadata = oauth.fetch_metadata(app.issuer, policy, timeout_s=METADATA_S).as_json()
        problem = None
    except MailError as error:
        problem = error
    app.note_problem(problem)
    OAuthApp.objects.filter(pk=app.pk, issuer=app.issuer).update(
        metadata=app.metadata, problem_code=app.problem_code, server_said=app.server_said
    )
    log.info("oauth metadata app=%s code=%s", app.pk, app.problem_code or "-")
    return problem


def server_of(app: OAuthApp, policy: Policy) -> Server:
    """What a request to the provider needs. Raises MailError: OAUTH_APP_BROKEN or, when the key
    of the installation is gone, SECRET_UNREADABLE."""
    provider = app.as_provider()
    secret = unseal(app.sealed_secret, places.of_app(app)) if app.sealed_secret else Secret("")
    return Server(provider, Client(app.client_id, secret, provider.client_auth), policy)
