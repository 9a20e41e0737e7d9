"""Signing in at the provider, end to end: our pages, a strict provider, Dovecot and Postfix."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.models import (
    Credential,
    EmailAccount,
    OAuthApp,
    OAuthAttempt,
    OAuthGrant,
    OAuthRevocation,
    SetupAttempt,
)
from accounts.models.setup_attempt import SetupState
from accounts.oauth import apps, journey, renewal, revoking
from accounts.services import setup, signing_in
from accounts.services.accounts import remove_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.models import Message
from mail.services.sync import sync_account
from mail.transport import guard
from mail.transport.secret import Secret
from tests.conftest import signed_in
from tests.engine.letters import letter
from tests.engine.own import database_url
from tests.engine.processes import ROOT
from tests.engine.test_canary import database_bytes
from tests.servers.https import Reply
from tests.servers.oauth_world import OAuthWorld
from tests.servers.signing_in import at_provider, destination, there_and_back
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(scope="module")
def oauth_world() -> Iterator[OAuthWorld]:
    with OAuthWorld() as world:
        yield world


@pytest.fixture
def world_of_tokens(oauth_world: OAuthWorld, settings: Settings) -> OAuthWorld:
    policy = oauth_world.policy()
    settings.MAIL_ALLOWED_PRIVATE_NETWORKS = policy.private_networks
    settings.MAIL_EXTRA_CA_FILE = str(oauth_world.ca_file)
    settings.DNS_SERVERS = policy.dns_servers
    settings.ISPDB_URL = ""
    oauth_world.login.reset()
    return oauth_world


@pytest.fixture
def app(world_of_tokens: OAuthWorld, db: None) -> OAuthApp:
    login = world_of_tokens.login
    row = OAuthApp(
        provider="generic", name="Fjord", issuer=login.issuer, client_id=login.client_id,
        domains=world_of_tokens.domain, mail_hosts=world_of_tokens.host,
        scopes="mail openid email offline_access",
    )  # fmt: skip
    apps.keep_app(row, Secret(login.client_secret))
    assert apps.read_metadata(row, connect.policy()) is None
    return row


@pytest.fixture
def box(world_of_tokens: OAuthWorld) -> Box:
    box = world_of_tokens.new_user("kari")
    world_of_tokens.login.signed_in_as = box.address
    return box


@pytest.fixture
def attempt(world_of_tokens: OAuthWorld, app: OAuthApp, box: Box, anna: User) -> SetupAttempt:
    """Anna at the wizard: the servers are found, the question is put."""
    make_first_address(own_card(anna), box.address)
    return found(world_of_tokens, anna, box.address)


def found(world: OAuthWorld, user: User, address: str) -> SetupAttempt:
    row = setup.start_attempt(user, address)
    ports = {Service.IMAP: world.dovecot.imaps_port, Service.SMTP: world.postfix.smtps_port}
    for service, port in ports.items():
        row.set_login(Login(Endpoint(service, world.host, port, Security.TLS), address))
    row.state, row.trust = SetupState.FOUND, "A"
    row.save()
    return row


Travel = Callable[[], str]


@pytest.fixture
def travel(annas: Client, world_of_tokens: OAuthWorld) -> Travel:
    """Anna presses the button, signs in and is back; the page that she then sees."""

    def travelling() -> str:
        leaving = annas.post("/setup/oauth/")
        context = world_of_tokens.login_authority.client_context()
        return there_and_back(annas, leaving.content, context).content.decode()

    return travelling


@pytest.fixture
def account(attempt: SetupAttempt, travel: Travel) -> EmailAccount:
    travel()
    work(attempt)
    return EmailAccount.objects.get()


def work(attempt: SetupAttempt) -> None:
    attempt.refresh_from_db()
    signing_in.sign_in(attempt)
    attempt.refresh_from_db()


def expire(account: EmailAccount, *, alive: bool = False) -> None:
    now = timezone.now() - timedelta(seconds=1)  # SQLite's clock counts in milliseconds
    ends_at = now + timedelta(minutes=3) if alive else now
    OAuthGrant.objects.filter(account=account).update(refresh_at=now, expires_at=ends_at)


def test_a_mailbox_opens_without_a_password(
    attempt: SetupAttempt, annas: Client, travel: Travel, world_of_tokens: OAuthWorld, box: Box
) -> None:
    world_of_tokens.dovecot.deliver_many(box.address, [letter(n) for n in range(3)])
    assert "Sign in with Fjord" in annas.get("/setup/").content.decode()
    assert "Signing in" in travel()
    work(attempt)
    assert (attempt.state, attempt.problem_code) == (SetupState.CONNECTED, "")
    account = EmailAccount.objects.get()
    assert account.works and not Credential.objects.exists() and not OAuthAttempt.objects.exists()
    sync_account(account)
    assert Message.objects.filter(mailbox__account=account).count() == 3
    assert connect.check(account, Service.SMTP).ok


@pytest.mark.parametrize("mechanism", ["xoauth2", "oauthbearer"])
def test_either_mechanism_alone_will_do(
    mechanism: str, settings: Settings, anna: User, annas: Client
) -> None:
    with OAuthWorld(mechanisms=f"plain {mechanism}") as world:
        settings.MAIL_ALLOWED_PRIVATE_NETWORKS = world.policy().private_networks
        settings.MAIL_EXTRA_CA_FILE = str(world.ca_file)
        settings.DNS_SERVERS = world.policy().dns_servers
        row = OAuthApp(provider="generic", name="Fjord", issuer=world.login.issuer,
                       client_id="crm-inbox", mail_hosts=world.host)  # fmt: skip
        apps.keep_app(row, Secret(world.login.client_secret))
        apps.read_metadata(row, connect.policy())
        world.login.signed_in_as = world.kari.address
        trip = found(world, anna, world.kari.address)
        leaving = annas.post("/setup/oauth/").content
        there_and_back(annas, leaving, world.login_authority.client_context())
        work(trip)
        account = EmailAccount.objects.get()
        assert account.works
        world.login.forget_access_tokens()
        with connect.imap_session(account) as session:  # refused, renewed, taken
            assert session.list_mailboxes()
        world.login.forget_access_tokens()
        assert connect.check(account, Service.SMTP).ok


def test_a_token_that_has_run_out_is_renewed_and_the_rotated_one_kept(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    for _ in range(3):
        expire(account)
        assert connect.check(account, Service.IMAP).ok
    assert world_of_tokens.login.refreshes == 3
    assert OAuthGrant.objects.get().generation == 4


def test_the_refresh_token_before_is_kept_until_the_new_one_has_worked(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    login = world_of_tokens.login
    (first,) = login.refresh_tokens
    expire(account)
    assert connect.check(account, Service.IMAP).ok
    grant = login.refresh_tokens[first]
    login.refresh_tokens = {first: grant}  # the new one was lost on their side
    grant.used_refresh.clear()
    expire(account)
    assert connect.check(account, Service.IMAP).ok
    login.faults = [lambda: Reply(503, {}, b"")]  # a server in trouble is not asked twice
    asked = login.refreshes
    expire(account)
    assert not connect.check(account, Service.IMAP).ok
    assert login.refreshes == asked + 1


def test_a_server_that_does_not_rotate_keeps_its_refresh_token(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.rotates = False
    for _ in range(2):
        expire(account)
        assert connect.check(account, Service.IMAP).ok
    assert OAuthGrant.objects.get().sealed_refresh_before == ""


def test_a_good_token_is_not_renewed(account: EmailAccount, world_of_tokens: OAuthWorld) -> None:
    assert connect.check(account, Service.IMAP).ok
    assert connect.check(account, Service.SMTP).ok
    assert world_of_tokens.login.refreshes == 0


def test_many_workers_at_once_renew_once(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.slow_s = 0.5
    expire(account)
    tokens: list[str] = []

    def worker() -> None:
        try:
            token = renewal.token_for(account, world_of_tokens.host, connect.policy())
            tokens.append(token.reveal())
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert len(tokens) == 6
    assert len(set(tokens)) == 1
    assert world_of_tokens.login.refreshes == 1
    assert connect.check(account, Service.IMAP).ok


def test_many_processes_at_once_renew_once(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.slow_s = 2
    expire(account)
    environment = {
        **os.environ,
        **world_of_tokens.environment(),
        "MAIL_EXTRA_CA_FILE": str(world_of_tokens.ca_file),
        "DATABASE_URL": database_url(),
    }
    command = [sys.executable, "manage.py", "account", "check", account.address]
    checks = [
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    told = [check.communicate(timeout=60)[0].decode() for check in checks]
    assert [words.count(": ok") for words in told] == [2] * 3
    assert world_of_tokens.login.refreshes == 1


def test_while_one_renews_the_others_use_what_is_still_good(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    expire(account, alive=True)
    grant = OAuthGrant.objects.get()
    until = timezone.now() + timedelta(seconds=20)
    OAuthGrant.objects.update(leased_until=until)
    token = renewal.token_for(account, world_of_tokens.host, connect.policy())
    assert token.generation == grant.generation
    assert world_of_tokens.login.refreshes == 0


def test_a_worker_that_died_while_renewing_is_replaced(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    expire(account)
    OAuthGrant.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert connect.check(account, Service.IMAP).ok
    assert world_of_tokens.login.refreshes == 1


def test_a_refused_token_is_renewed_once_and_no_more(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.forget_access_tokens()
    assert connect.check(account, Service.IMAP).ok
    assert world_of_tokens.login.refreshes == 1
    world_of_tokens.login.lifetime_s = -10  # the mail server finds every token expired
    world_of_tokens.login.forget_access_tokens()
    problem = connect.check(account, Service.IMAP).problem
    assert problem is not None and problem.code is Code.OAUTH_SASL_REJECTED
    assert world_of_tokens.login.refreshes == 2


def test_a_revoked_grant_stops_the_account_and_keeps_its_mail(
    account: EmailAccount, world_of_tokens: OAuthWorld, annas: Client, box: Box
) -> None:
    world_of_tokens.dovecot.deliver(box.address, letter(1))
    sync_account(account)
    world_of_tokens.login.revoke_everything()
    with pytest.raises(MailError) as refused, connect.imap_session(account):
        pass
    assert refused.value.code is Code.OAUTH_RECONNECT
    asked = world_of_tokens.login.refreshes
    account.refresh_from_db()
    assert account.imap_problem_code == "oauth_reconnect"
    assert not EmailAccount.objects.readable().exists()
    problem = connect.check(account, Service.SMTP).problem  # nobody is asked a second time
    assert problem is not None and problem.code is Code.OAUTH_RECONNECT
    assert world_of_tokens.login.refreshes == asked
    assert Message.objects.count() == 1
    assert f"/options/email/{account.pk}/sign-in/" in annas.get("/inbox/").content.decode()


def test_signing_in_again_mends_the_account(
    account: EmailAccount, world_of_tokens: OAuthWorld, annas: Client
) -> None:
    world_of_tokens.login.revoke_everything()
    assert not connect.check(account, Service.IMAP).ok
    assert (
        "Sign in with Fjord" in annas.get(f"/options/email/{account.pk}/sign-in/").content.decode()
    )
    leaving = annas.post(f"/options/email/{account.pk}/sign-in/").content
    there_and_back(annas, leaving, world_of_tokens.login_authority.client_context())
    work(SetupAttempt.objects.get())
    account.refresh_from_db()
    assert account.works
    assert EmailAccount.objects.count() == 1
    assert connect.check(account, Service.IMAP).ok
    assert not OAuthRevocation.objects.exists()  # at Google it would end the new grant as well


def test_what_another_account_lives_on_is_not_revoked(
    account: EmailAccount, ole: User, annas: Client, world_of_tokens: OAuthWorld
) -> None:
    """A mailbox of two people, one of whom leaves it."""
    grant = OAuthGrant.objects.get()
    oles = EmailAccount.objects.create(user=ole, address=account.address, key=account.key)
    grant.pk, grant.account = None, oles
    grant.save()
    remove_account(account)
    assert not OAuthRevocation.objects.exists()


def test_a_wrong_choice_at_the_provider_ends_no_account(
    account: EmailAccount, anna: User, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    """The account that was chosen by mistake is one that works here already."""
    attempt = found(world_of_tokens, anna, "info@fjord.example")
    travel()
    attempt.refresh_from_db()
    assert attempt.problem_code == "oauth_wrong_account"
    assert not OAuthRevocation.objects.exists()


def test_an_answer_after_the_attempt_was_left_brings_nothing_back(
    attempt: SetupAttempt, travel: Travel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def leave(*_: object) -> None:
        SetupAttempt.objects.all().delete()

    monkeypatch.setattr(journey, "check_identity", lambda *_, **__: leave())
    travel()
    assert not SetupAttempt.objects.exists()
    assert OAuthRevocation.objects.count() == 1


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (Reply(500, {}, b"<html>oops</html>"), Code.OAUTH_TEMPORARY),
        (Reply(429, {}, b'{"error":"invalid_grant"}'), Code.OAUTH_TEMPORARY),
        (Reply(200, {}, b"<html>sign in to the hotel</html>"), Code.PROTOCOL),
        (Reply(200, {}, b"x" * 10_000_000), Code.TOO_MUCH),
        (Reply(302, {"Location": "https://elsewhere.example/"}, b""), Code.PROTOCOL),
        (Reply(401, {}, b'{"error":"invalid_client"}'), Code.OAUTH_APP_BROKEN),
    ],
)
def test_a_token_endpoint_in_trouble_costs_nothing_while_the_token_is_good(
    reply: Reply, code: Code, account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    login = world_of_tokens.login
    expire(account, alive=True)
    login.faults = [lambda: reply]
    assert connect.check(account, Service.IMAP).ok
    expire(account)
    login.faults = [lambda: reply]
    problem = connect.check(account, Service.IMAP).problem
    assert problem is not None and problem.code is code
    assert OAuthGrant.objects.get().problem_code == ""
    assert connect.check(account, Service.IMAP).ok  # and when it is well again, all is well


def test_a_slow_token_endpoint_ends_within_its_time(
    account: EmailAccount, world_of_tokens: OAuthWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewal, "REQUEST_S", 0.5)
    world_of_tokens.login.slow_s = 3
    expire(account)
    problem = connect.check(account, Service.IMAP).problem
    assert problem is not None and problem.code is Code.TIMEOUT


def test_another_account_is_noticed_and_its_token_given_back(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.signed_in_as = "ola@fjord.example"
    travel()
    attempt.refresh_from_db()
    assert attempt.problem_code == "oauth_wrong_account"
    assert attempt.problem_subject == "ola@fjord.example"
    revoking.revoke(OAuthRevocation.objects.get().pk, connect.policy())
    assert all(grant.is_revoked for grant in world_of_tokens.login.refresh_tokens.values())
    assert not OAuthRevocation.objects.exists()


def test_the_mail_server_decides_where_the_provider_does_not_tell(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.tells_identity = False
    world_of_tokens.login.signed_in_as = "ola@fjord.example"
    travel()
    work(attempt)
    assert attempt.problem_code == "oauth_sasl_rejected"
    assert not EmailAccount.objects.exists() and not OAuthAttempt.objects.exists()


def test_a_missing_permission_is_named(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.grants_scope = "openid email"
    travel()
    attempt.refresh_from_db()
    assert attempt.problem_code == "oauth_scope"


def test_a_denied_consent_leads_back_to_the_question(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.denies = True
    page = travel()
    attempt.refresh_from_db()
    assert attempt.problem_code == "oauth_consent"
    assert "Sign in with Fjord" in page


def test_an_answer_of_another_issuer_is_not_taken(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    world_of_tokens.login.says_issuer = "https://evil.example"
    travel()
    attempt.refresh_from_db()
    assert attempt.state == SetupState.FAILED
    assert not any(r.path == "/token" for r in world_of_tokens.login.requests)


def test_an_answer_is_good_once_and_for_its_browser_only(
    attempt: SetupAttempt, annas: Client, oles: Client, anna: User, world_of_tokens: OAuthWorld
) -> None:
    url = destination(annas.post("/setup/oauth/").content)
    back = at_provider(url, world_of_tokens.login_authority.client_context())
    path = back.removeprefix("http://testserver")
    forged = path.replace("state=", "state=x")
    elsewhere = signed_in(anna)  # the same person in another browser
    for client, answer in ((oles, path), (elsewhere, path), (annas, forged)):
        assert "took too long" in client.get(answer, follow=True).content.decode()
        assert not any(r.path == "/token" for r in world_of_tokens.login.requests)
    annas.get(path)
    asked = len(world_of_tokens.login.requests)
    assert "took too long" in annas.get(path, follow=True).content.decode()
    assert len(world_of_tokens.login.requests) == asked


def test_a_state_is_good_once_whatever_the_browser_kept(
    attempt: SetupAttempt, app: OAuthApp, anna: User, ole: User
) -> None:
    left = journey.depart(attempt, app, "http://testserver/setup/oauth/callback/")
    denied = {"error": "access_denied"}
    assert not journey.arrive(ole, left.state, denied, connect.policy())
    assert journey.arrive(anna, left.state, denied, connect.policy())
    assert not journey.arrive(anna, left.state, denied, connect.policy())


def test_an_answer_that_comes_too_late_is_not_taken(
    attempt: SetupAttempt, annas: Client, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    leaving = annas.post("/setup/oauth/").content
    OAuthAttempt.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    context = world_of_tokens.login_authority.client_context()
    page = there_and_back(annas, leaving, context).content.decode()
    assert "took too long" in page


def test_a_slow_callback_ends_within_its_time(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("accounts.oauth.journey.CALLBACK_S", 0.5)
    world_of_tokens.login.slow_s = 3
    travel()
    attempt.refresh_from_db()
    assert attempt.problem_code == "timeout"


def test_a_token_goes_to_the_named_mail_servers_only(
    attempt: SetupAttempt, travel: Travel, world_of_tokens: OAuthWorld
) -> None:
    travel()
    SetupAttempt.objects.update(imap_host="imap.elsewhere.example")
    work(attempt)
    assert attempt.problem_code == "oauth_app_broken"


def test_removing_the_account_gives_the_grant_back(
    account: EmailAccount, world_of_tokens: OAuthWorld
) -> None:
    remove_account(account)
    assert not OAuthGrant.objects.exists()
    revoking.revoke(OAuthRevocation.objects.get().pk, connect.policy())
    assert all(grant.is_revoked for grant in world_of_tokens.login.refresh_tokens.values())


def test_a_provider_that_is_away_does_not_keep_the_account_here(
    account: EmailAccount, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove_account(account)
    monkeypatch.setattr(guard, "DNS_S", 0.1)
    settings.DNS_SERVERS = (("127.0.0.1", 9),)
    revocation = OAuthRevocation.objects.get().pk
    for _ in range(revoking.MOST_ATTEMPTS):
        OAuthRevocation.objects.update(not_before=timezone.now() - timedelta(seconds=1))
        revoking.revoke(revocation, connect.policy())
    assert not EmailAccount.objects.exists() and not OAuthRevocation.objects.exists()


def test_a_password_takes_the_place_of_a_grant(
    account: EmailAccount, world_of_tokens: OAuthWorld, box: Box, anna: User
) -> None:
    attempt = setup.start_edit(anna, account)
    setup.hand_in_password(attempt, Secret(box.password))
    work(attempt)
    assert attempt.state == SetupState.CONNECTED
    assert not OAuthGrant.objects.exists() and Credential.objects.count() == 2
    assert OAuthRevocation.objects.count() == 1


def test_an_edited_account_goes_on_with_its_grant(
    account: EmailAccount, world_of_tokens: OAuthWorld, anna: User
) -> None:
    attempt = setup.start_edit(anna, account)
    logins = account.logins | {
        Service.SMTP: Login(
            Endpoint(
                Service.SMTP, world_of_tokens.host, world_of_tokens.postfix.submission_port,
                Security.STARTTLS,
            ),
            account.address,
        )
    }  # fmt: skip
    setup.hand_in_servers(attempt, logins, dict.fromkeys(Service))
    work(attempt)
    assert attempt.state == SetupState.CONNECTED
    account.refresh_from_db()
    assert account.smtp_security == "starttls"
    assert connect.check(account, Service.SMTP).ok


def test_tokens_are_nowhere_to_be_read(
    account: EmailAccount,
    world_of_tokens: OAuthWorld,
    annas: Client,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    world_of_tokens.login.forget_access_tokens()
    sync_account(account)
    expire(account)
    sync_account(account)
    world_of_tokens.login.revoke_everything()
    sync_account(account)
    pages = "".join(
        annas.get(path, follow=True).content.decode()
        for path in ("/inbox/", "/options/email/account/", "/setup/")
    )
    login = world_of_tokens.login
    handed_out = {*login.refresh_tokens, *login.access_tokens, login.client_secret}
    database = database_bytes()
    assert account.address.encode() in database
    for token in handed_out:
        assert token not in pages + caplog.text
        assert token.encode() not in database
    assert "oauth renewed account=" in caplog.text
    assert "AADSTS70008" in caplog.text
    assert "AADSTS70008" not in pages
