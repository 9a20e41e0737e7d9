"""Applications registered at providers: secrets that end, issuers that were not understood."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from accounts import connect
from accounts.models import OAuthApp
from accounts.oauth import apps
from accounts.problems import explain
from mail.core.errors import MailError


def applications() -> Iterator[str]:
    today = timezone.localdate()
    for app in OAuthApp.objects.with_secret_ending(today):
        verb = "ended" if app.secret_expires_on and app.secret_expires_on <= today else "ends"
        yield (
            f"The client secret of the sign-in with {app.shown_name} {verb} on "
            f"{app.secret_expires_on}: make a new one at the provider and type it in "
            "Administration."
        )
    for app in OAuthApp.objects.enabled():
        if error := app.problem or _problem(app):
            yield f"The sign-in with {app.shown_name} does not work: {explain(error).title}."


def _problem(app: OAuthApp) -> MailError | None:
    """Whether its secret can be opened. Asks nobody."""
    try:
        apps.server_of(app, connect.policy())
    except MailError as problem:
        return problem
    return None
