"""What an administrator does from the command line."""

from __future__ import annotations

import io

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command

from accounts.models import EmailAccount
from crm_inbox.models import User

pytestmark = pytest.mark.django_db
ADD_KARI = ("user", "add", "kari", "--email", "kari@havn.example", "--password-stdin")
CONNECT_KARI = (
    "account", "add", "--user", "kari", "--address", "kari@havn.example",
    "--imap", "mail.havn.example:993:tls", "--smtp", "mail.havn.example:465:tls",
    "--password-stdin",
)  # fmt: skip


@pytest.fixture
def manage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Manage:
    return Manage(monkeypatch, capsys)


class Manage:
    """``manage.py``, in this process; what it printed, or CommandError with its sentence."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str, stdin: str = "") -> str:
        self.monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        call_command(*arguments)
        return self.capsys.readouterr().out


def test_people_and_accounts_are_made_and_removed(manage: Manage) -> None:
    manage(*ADD_KARI, stdin="a long enough password")
    manage(*CONNECT_KARI, stdin="hemmelig")
    assert "mail.havn.example:993:tls" in manage("account", "list")
    manage("account", "remove", "kari@havn.example")
    assert not EmailAccount.objects.exists()


def test_a_user_is_made_once(manage: Manage) -> None:
    manage(*ADD_KARI, stdin="a long enough password")
    with pytest.raises(CommandError, match="already a user called kari"):
        manage(*ADD_KARI, stdin="a long enough password")
    assert User.objects.count() == 1


def test_an_account_that_is_not_there_is_named(manage: Manage) -> None:
    with pytest.raises(CommandError, match="nobody@havn"):
        manage("account", "check", "nobody@havn.example")


def test_a_weak_password_is_refused_with_the_reason(manage: Manage) -> None:
    with pytest.raises(CommandError, match="too short"):
        manage(*ADD_KARI, stdin="short")
    assert not User.objects.exists()


def test_somebody_without_phone_and_codes_is_let_in_again(manage: Manage) -> None:
    manage(*ADD_KARI, stdin="a long enough password")
    with pytest.raises(CommandError, match="not on for kari"):
        manage("user", "two-step-off", "kari")
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": "v1.k1.x"})
    assert "password alone" in manage("user", "two-step-off", "kari")
    assert not Authenticator.objects.exists()
    with pytest.raises(CommandError, match="no user called ole"):
        manage("user", "two-step-off", "ole")
