"""Everything that is sealed with CREDENTIAL_KEYS, and where: one line for each column.

What is missing here is lost with its key, so a new sealed column gets a line in the same change;
a test looks for columns that hold sealed values and have none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import models

from accounts import connect, two_step
from accounts.models import (
    Credential,
    OAuthApp,
    OAuthAttempt,
    OAuthGrant,
    OAuthRevocation,
    SetupAttempt,
)
from accounts.models.setup_attempt import NOBODY_WORKS
from accounts.oauth import places
from accounts.services import attempt_secrets
from mail.core.endpoint import Service

PREFIX = "v1."


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column with sealed values. *place* tells from a row where its secret belongs.

    *keys* are the members that are sealed when the column is a JSON object. Rows that do not match
    *free* are just being used, and are not sealed anew meanwhile.
    """

    name: str
    rows: Callable[[], models.QuerySet[Any]]
    column: str
    place: Callable[[Any], str]
    keys: tuple[str, ...] = ()
    free: models.Q = field(default_factory=models.Q)

    def values(self, row: Any) -> Iterator[str]:
        """The sealed values in *row*."""
        held = getattr(row, self.column)
        texts = [held.get(key) or "" for key in self.keys] if self.keys else [held]
        return (text for text in texts if text.startswith(PREFIX))

    def replaced(self, row: Any, change: Callable[[str], str]) -> Any:
        """The value of the column with *change* made to each sealed text."""
        held = getattr(row, self.column)
        if not self.keys:
            return change(held)
        return held | {key: change(held[key]) for key in self.keys if held.get(key)}


def _of_credential(row: Credential) -> str:
    return connect.place_for(row.account, Service(row.service))


def _of_attempt(service: Service) -> Callable[[SetupAttempt], str]:
    return lambda row: attempt_secrets.place_for(row, service)


def _of_second_step(row: Any) -> str:
    return two_step.place_for(row.user_id)


def _attempts() -> models.QuerySet[SetupAttempt]:
    """Without those that hold what a provider's page brought: a mark and no password, which
    their trip knows by its sealed form, and which ends within half an hour."""
    marked = models.Q(oauth__handed_in=models.F("sealed_imap"))
    return SetupAttempt.objects.exclude(marked)


def _grants() -> models.QuerySet[OAuthGrant]:
    """Those whose application is still registered: nothing opens the others."""
    return OAuthGrant.objects.filter(app__isnull=False).select_related("app")


def _trips() -> models.QuerySet[OAuthAttempt]:
    return OAuthAttempt.objects.filter(app__isnull=False).select_related("app")


def _of_grant(column: str) -> Callable[[OAuthGrant], str]:
    return lambda row: places.of_grant(row.account_id, _app_of(row), column)


def _of_trip(column: str) -> Callable[[OAuthAttempt], str]:
    return lambda row: places.of_attempt(row.attempt_id, _app_of(row), column)


def _app_of(row: OAuthGrant | OAuthAttempt) -> OAuthApp:
    assert row.app is not None
    return row.app


SEALED = (
    Sealed(
        "password of an account",
        lambda: Credential.objects.select_related("account"),
        "sealed",
        _of_credential,
    ),
    Sealed(
        "incoming password of a set-up",
        _attempts,
        "sealed_imap",
        _of_attempt(Service.IMAP),
        free=NOBODY_WORKS,
    ),
    Sealed(
        "outgoing password of a set-up",
        _attempts,
        "sealed_smtp",
        _of_attempt(Service.SMTP),
        free=NOBODY_WORKS,
    ),
    Sealed(
        "client secret of a sign-in at a provider",
        OAuthApp.objects.all,
        "sealed_secret",
        places.of_app,
    ),
    *(
        Sealed(f"token of an account ({column})", _grants, column, _of_grant(name))
        for column, name in (
            ("sealed_access", "access"),
            ("sealed_refresh", "refresh"),
            ("sealed_refresh_before", "refresh"),
        )
    ),
    *(
        Sealed(f"sign-in on its way ({name})", _trips, f"sealed_{name}", _of_trip(name))
        for name in ("verifier", "access", "refresh")
    ),
    Sealed(
        "token to give back",
        lambda: OAuthRevocation.objects.select_related("app"),
        "sealed_token",
        places.of_revocation,
    ),
    Sealed(
        "second step of a sign-in",
        Authenticator.objects.all,
        "data",
        _of_second_step,
        keys=("secret", "seed"),
    ),
)
