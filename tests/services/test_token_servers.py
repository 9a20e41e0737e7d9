"""A token endpoint that does not answer holds up nobody but those who need a new token."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.credentials import seal
from accounts.models import EmailAccount, HostState, OAuthApp, OAuthGrant
from accounts.oauth import places, renewal
from crm_inbox.models import User
from mail.core.errors import Code, MailError
from mail.core.oauth.problems import OAuthError
from mail.core.sync.breaker import FAILURES_TO_OPEN
from mail.core.sync.not_now import NotNow
from mail.transport.policy import Policy
from mail.transport.secret import Secret

HOST = "imap.gmail.com"
LATER, BEFORE = timedelta(hours=1), timedelta(hours=-1)


@pytest.fixture
def app(db: None) -> OAuthApp:
    return OAuthApp.objects.create(provider="google", client_id="id")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the endpoint was asked, which never answers."""
    times: list[str] = []

    def hang(*_: object, **__: object) -> None:
        times.append("asked")
        raise OAuthError(Code.OAUTH_TEMPORARY, subject="Google")

    monkeypatch.setattr("accounts.oauth.renewal.oauth.refresh", hang)
    return times


def granted(user: User, app: OAuthApp, number: int, *, expires: timedelta) -> EmailAccount:
    address = f"a{number}@gmail.com"
    account = EmailAccount.objects.create(user=user, address=address, key=address)
    sealed = {
        f"sealed_{column}": seal(Secret(column), places.of_grant(account.pk, app, column))
        for column in ("access", "refresh")
    }
    now = timezone.now()
    OAuthGrant.objects.create(
        account=account, app=app, refresh_at=now + BEFORE, expires_at=now + expires, **sealed
    )
    return account


def test_after_five_that_waited_in_vain_the_others_do_not_wait(
    anna: User, app: OAuthApp, asked: list[str]
) -> None:
    for number in range(FAILURES_TO_OPEN):
        with pytest.raises(MailError):
            renewal.token_for(granted(anna, app, number, expires=BEFORE), HOST, Policy())
    late = granted(anna, app, 9, expires=BEFORE)
    with pytest.raises(NotNow):
        renewal.token_for(late, HOST, Policy())
    assert len(asked) == FAILURES_TO_OPEN
    assert OAuthGrant.objects.get(account=late).leased_until is None
    assert [row.server for row in HostState.objects.open()] == ["oauth2.googleapis.com:443"]


def test_who_has_a_token_that_is_still_good_goes_on_with_it(
    anna: User, app: OAuthApp, asked: list[str]
) -> None:
    for number in range(FAILURES_TO_OPEN):
        with pytest.raises(MailError):
            renewal.token_for(granted(anna, app, number, expires=BEFORE), HOST, Policy())
    token = renewal.token_for(granted(anna, app, 9, expires=LATER), HOST, Policy())
    assert token.reveal() == "access"
    assert len(asked) == FAILURES_TO_OPEN
