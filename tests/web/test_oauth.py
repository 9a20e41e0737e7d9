"""The offer of a sign-in in the wizard, and the administrator's pages about it."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.credentials import seal
from accounts.models import EmailAccount, OAuthApp, OAuthAttempt, OAuthGrant, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.oauth import apps, offers, places, upkeep
from accounts.oauth_forms import OAuthAppForm
from crm_inbox.doctor import oauth as doctor
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.secret import Secret
from tests.architecture.test_permissions import client_of
from tests.mailboxes import account_of
from tests.servers.signing_in import destination

SECRET = "canary-client-secret"
GOOGLE = {"imap_host": "imap.gmail.com", "smtp_host": "smtp.gmail.com"}
MICROSOFT = {"imap_host": "outlook.office365.com", "smtp_host": "smtp.office365.com"}
APPS = "/administration/sign-in/"


def attempt(user: User, servers: dict[str, str], **fields: object) -> SetupAttempt:
    found = {"state": SetupState.FOUND, "trust": "A", **servers, **fields}
    return SetupAttempt.objects.create(user=user, address=user.email, **found)


def app(provider: str = "google", **fields: str) -> OAuthApp:
    return apps.keep_app(OAuthApp(provider=provider, client_id="id", **fields), Secret(SECRET))


@pytest.fixture
def staff(anna: User) -> Client:
    return client_of("staff", anna)


def test_google_is_offered_beside_the_password(annas: Client, anna: User) -> None:
    attempt(anna, GOOGLE)
    assert "Sign in with" not in annas.get("/setup/").content.decode()
    app()
    page = annas.get("/setup/").content.decode()
    assert "Sign in with Google" in page
    assert 'name="password"' in page


def test_where_no_password_is_taken_none_is_asked_for(annas: Client, anna: User) -> None:
    attempt(anna, MICROSOFT)
    page = annas.get("/setup/").content.decode()
    assert "Microsoft wants you to sign in on its own page" in page
    assert "Your administrator has to register" in page
    assert 'name="password"' not in page
    app("microsoft")
    page = annas.get("/setup/").content.decode()
    assert "Sign in with Microsoft" in page
    assert 'name="password"' not in page


def test_other_providers_are_left_alone(annas: Client, anna: User) -> None:
    attempt(anna, {"imap_host": "imap.fjord.example", "smtp_host": "smtp.fjord.example"})
    app()
    assert "Sign in with" not in annas.get("/setup/").content.decode()


def test_both_servers_must_be_the_providers(anna: User) -> None:
    app()
    row = attempt(anna, {**GOOGLE, "smtp_host": "smtp.evil.example"})
    assert offers.offer_for(row) is None


def test_the_application_of_the_domain_goes_before_the_one_for_all(anna: User) -> None:
    app()
    ours = app(domains="fjord.example")
    app(domains="havn.example")
    found = offers.app_for(attempt(anna, GOOGLE))
    assert found == ours


def test_a_disabled_application_is_not_offered(anna: User) -> None:
    OAuthApp.objects.filter(pk=app().pk).update(enabled=False)
    assert offers.offer_for(attempt(anna, GOOGLE)) is None


def test_the_button_leads_to_the_provider_and_the_secret_stays_here(
    annas: Client, anna: User, settings: Settings
) -> None:
    settings.PUBLIC_URL = "https://crm.example.com"
    attempt(anna, GOOGLE)
    app()
    leaving = annas.post("/setup/oauth/")
    url = destination(leaving.content)
    assert url.startswith("https://accounts.google.com/o/oauth2/v2/auth?")
    assert "redirect_uri=https%3A%2F%2Fcrm.example.com%2Fsetup%2Foauth%2Fcallback%2F" in url
    assert SECRET not in leaving.content.decode()
    row = OAuthAttempt.objects.get()
    assert row.sealed_verifier.startswith("v1.")
    assert annas.session["oauth_state"] not in row.state_hash


def test_without_an_application_the_button_says_so(annas: Client, anna: User) -> None:
    attempt(anna, MICROSOFT)
    page = annas.post("/setup/oauth/", follow=True).content.decode()
    assert "This sign-in is not set up on this installation." in page


def test_an_error_of_the_sign_in_keeps_the_servers_folded(annas: Client, anna: User) -> None:
    app()
    attempt(anna, GOOGLE, state=SetupState.FAILED, problem_code="oauth_consent")
    page = annas.get("/setup/").content.decode()
    assert "Sign in with Google" in page
    assert 'name="imap_host"' not in page


def test_an_administrator_registers_an_application(staff: Client, settings: Settings) -> None:
    settings.PUBLIC_URL = "https://crm.example.com"
    form = staff.get(f"{APPS}new/?provider=microsoft").content.decode()
    assert "https://crm.example.com/setup/oauth/callback/" in form
    fields = {"client_id": "id-1", "secret": SECRET, "tenant": "fjord.example", "enabled": "on"}
    page = staff.post(f"{APPS}new/?provider=microsoft", fields, follow=True).content.decode()
    row = OAuthApp.objects.get()
    assert "Microsoft" in page and SECRET not in page
    assert row.sealed_secret.startswith("v1.") and row.tenant == "fjord.example"
    assert SECRET not in staff.get(f"{APPS}{row.pk}/").content.decode()


def test_a_secret_stays_with_its_client_id(staff: Client) -> None:
    row = app()
    kept = {"client_id": "id", "domains": "fjord.example", "enabled": "on"}
    assert staff.post(f"{APPS}{row.pk}/", kept).status_code == 302
    answer = staff.post(f"{APPS}{row.pk}/", {**kept, "client_id": "another"})
    assert answer.status_code == 422
    assert "Type the secret that belongs to these values." in answer.content.decode()


def test_a_secret_that_was_moved_in_the_database_does_not_open(db: None) -> None:
    row = app()
    row.client_id = "another"
    with pytest.raises(MailError):
        apps.keep_app(row, None)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issuer", "http://login.fjord.example"),
        ("issuer", "https://"),
        ("issuer", "https://login.fjord.example/?a=b"),
        ("issuer", "https://login fjord.example"),
        ("issuer", "https://[::1"),
        ("mail_hosts", "imap fjord"),
        ("mail_hosts", ""),
        ("domains", "no_domain!"),
    ],
)
def test_what_cannot_be_right_is_not_stored(field: str, value: str) -> None:
    good = {
        "name": "Fjord", "issuer": "https://login.fjord.example", "client_id": "id",
        "mail_hosts": "mail.fjord.example", "domains": "fjord.example, havn.example",
    }  # fmt: skip
    assert OAuthAppForm(good, OAuthApp(provider="generic")).is_valid()
    form = OAuthAppForm({**good, field: value}, OAuthApp(provider="generic"))
    assert not form.is_valid()
    assert field in form.errors


@pytest.mark.parametrize("tenant", ["../evil", "a/b", "a?b", "a b"])
def test_a_tenant_changes_no_more_than_itself(tenant: str) -> None:
    data = {"client_id": "id", "secret": SECRET, "tenant": tenant}
    assert not OAuthAppForm(data, OAuthApp(provider="microsoft")).is_valid()


def test_removing_asks_first_and_says_who_signs_in_this_way(staff: Client) -> None:
    row = app()
    assert (
        "No email account signs in this way."
        in staff.get(f"{APPS}{row.pk}/remove/").content.decode()
    )
    staff.post(f"{APPS}{row.pk}/remove/")
    assert not OAuthApp.objects.exists()


def test_the_database_takes_no_secret_as_it_is(db: None) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OAuthApp.objects.create(provider="google", client_id="id", sealed_secret=SECRET)


@pytest.mark.parametrize("column", ["sealed_access", "sealed_refresh", "sealed_refresh_before"])
def test_the_database_takes_no_token_as_it_is(anna: User, column: str) -> None:
    now = timezone.now()
    grant = OAuthGrant.objects.create(
        account=account_of(anna), sealed_access="v1.k.x", refresh_at=now, expires_at=now
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        OAuthGrant.objects.filter(pk=grant.pk).update(**{column: "canary"})


@pytest.mark.parametrize("column", ["sealed_access", "sealed_refresh", "sealed_verifier"])
def test_nor_a_verifier_or_token_of_somebody_on_the_way(anna: User, column: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        OAuthAttempt.objects.create(
            attempt=attempt(anna, GOOGLE), ends_at=timezone.now(), **{column: "canary"}
        )


def test_who_does_not_come_back_leaves_nothing(annas: Client, anna: User) -> None:
    app()
    attempt(anna, GOOGLE)
    annas.post("/setup/oauth/")
    upkeep.tidy()
    assert OAuthAttempt.objects.exists()
    OAuthAttempt.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    upkeep.tidy()
    assert not OAuthAttempt.objects.exists()


def test_a_token_moved_to_another_account_does_not_open(anna: User, ole: User) -> None:
    row = app()
    now = timezone.now()
    mine, theirs = account_of(anna), account_of(ole)
    EmailAccount.objects.update(imap_host="imap.gmail.com")
    sealed = seal(Secret("t"), places.of_grant(mine.pk, row, "access"))
    grant = OAuthGrant.objects.create(
        account=mine, app=row, sealed_access=sealed, refresh_at=now + timedelta(hours=1),
        expires_at=now + timedelta(hours=1),
    )  # fmt: skip
    assert connect.opens(mine, Service.IMAP)
    OAuthGrant.objects.filter(pk=grant.pk).update(account=theirs)
    assert not connect.opens(theirs, Service.IMAP)


def test_the_command_adds_lists_and_removes(
    db: None, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(f"{SECRET}\n"))
    call_command("oauth", "add", "--provider", "google", "--client-id", "id-1", "--secret-stdin")
    call_command("oauth", "list")
    row = OAuthApp.objects.get()
    told = capsys.readouterr().out
    assert "id-1" in told and SECRET not in told
    assert apps.server_of(row, apps.Policy()).client.secret.reveal() == SECRET
    call_command("oauth", "remove", str(row.pk))
    assert not OAuthApp.objects.exists()


def test_the_command_refuses_what_the_form_refuses(db: None) -> None:
    with pytest.raises(CommandError, match="issuer"):
        call_command(
            "oauth", "add", "--provider", "generic", "--client-id", "x", "--issuer", "ftp://x"
        )


@pytest.mark.parametrize(("days", "said"), [(31, []), (29, ["ends"]), (-1, ["ended"])])
def test_doctor_warns_a_month_before_a_secret_ends(db: None, days: int, said: list[str]) -> None:
    row = app()
    OAuthApp.objects.filter(pk=row.pk).update(
        secret_expires_on=timezone.localdate() + timedelta(days=days)
    )
    told = list(doctor.applications())
    assert [word for sentence in told for word in said if word in sentence] == said
    assert len(told) == len(said)


def test_who_leaves_for_the_provider_too_often_is_asked_to_wait(
    annas: Client, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("accounts.services.limits.SIGN_INS", (1, 3600))
    attempt(anna, GOOGLE)
    app()
    assert annas.post("/setup/oauth/").status_code == 200
    assert "Wait an hour" in annas.post("/setup/oauth/", follow=True).content.decode()
