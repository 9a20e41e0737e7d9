"""What a waiting page of the wizard hears, and what is told when the wait is over."""

from __future__ import annotations

import re

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import EmailAccount, OAuthApp, SetupAttempt
from accounts.models.checks import Check, CheckState
from accounts.models.setup_attempt import SetupState
from accounts.oauth import apps
from accounts.services import setup
from accounts.services.accounts import keep_account
from accounts.views.setup import busy
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS

HTMX = {"HX-Request": "true"}
ALERT = "[ALERT] Maintenance on <b>Sunday</b>"


@pytest.fixture
def searching(anna: User) -> SetupAttempt:
    return setup.start_attempt(anna, anna.email)


@pytest.fixture
def connected(anna: User) -> EmailAccount:
    """Anna's account a moment after its sign-in, during which the server said something."""
    attempt = setup.start_attempt(anna, anna.email)
    attempt.state = SetupState.CONNECTED
    attempt.set_check(Service.IMAP, Check(CheckState.OK, alerts=(ALERT,)))
    attempt.set_check(Service.SMTP, Check(CheckState.OK, alerts=(ALERT,)))
    attempt.save()
    return keep_account(anna, anna.email, LOGINS, dict.fromkeys(Service, Secret("x")))


def progress(client: Client, seen: str = "", said: str = "") -> HttpResponse:
    answer: HttpResponse = client.get(
        "/setup/progress/", {"seen": seen, "said": said}, headers=HTMX
    )
    return answer


def test_nothing_is_sent_while_nothing_changes(annas: Client, searching: SetupAttempt) -> None:
    answer = progress(annas, busy.mark_of(searching))
    assert answer.status_code == 204
    assert answer.content == b""


def test_a_longer_trail_replaces_the_list_and_not_the_link_beside_it(
    annas: Client, searching: SetupAttempt
) -> None:
    seen = busy.mark_of(searching)
    searching.trail = [["srv", "fjord.example", "found", 42]]
    searching.save()
    answer = progress(annas, seen, "Looking for your email servers")
    page = answer.content.decode()
    assert answer.headers["HX-Retarget"] == "#busy-now"
    assert "Servers named in the DNS: Found" in page
    assert "Advanced settings" not in page
    assert 'id="spoken"' not in page


def test_the_next_step_replaces_all_and_is_said(annas: Client, searching: SetupAttempt) -> None:
    seen = busy.mark_of(searching)
    for login in LOGINS.values():
        searching.set_login(login)
    searching.state, searching.trust = SetupState.FOUND, "A"
    searching.save()
    answer = progress(annas, seen, "Looking for your email servers")
    assert "HX-Retarget" not in answer.headers
    assert '<p id="spoken" hx-swap-oob="innerHTML">Your servers were found</p>' in (
        answer.content.decode()
    )


def test_an_alert_of_the_server_is_told_once_in_the_inbox(
    annas: Client, connected: EmailAccount
) -> None:
    assert progress(annas).headers["HX-Redirect"] == "/inbox/"
    page = annas.get("/inbox/").content.decode()
    assert page.count("[ALERT] Maintenance on &lt;b&gt;Sunday&lt;/b&gt;") == 1
    progress(annas)
    assert "Maintenance" not in annas.get("/inbox/").content.decode()


def test_without_a_script_the_wait_ends_in_the_inbox_too(
    annas: Client, connected: EmailAccount
) -> None:
    answer = annas.get("/setup/")
    assert answer.headers["Location"] == "/inbox/"
    assert "Maintenance" in annas.get("/inbox/").content.decode()
    assert annas.get("/setup/").headers["Location"] == "/options/email/account/"


def test_a_colleague_hears_nothing_of_it(oles: Client, connected: EmailAccount) -> None:
    assert "Maintenance" not in oles.get("/setup/", follow=True).content.decode()
    oles.get("/setup/progress/", headers=HTMX)
    assert SetupAttempt.objects.get().checks


def test_a_provider_that_lets_no_program_in_asks_for_nothing(
    annas: Client, searching: SetupAttempt
) -> None:
    searching.state, searching.provider = SetupState.NOT_FOUND, "Proton Mail"
    searching.set_problem(MailError(Code.PROVIDER_NO_IMAP, subject="Proton Mail"))
    searching.save()
    page = annas.get("/setup/").content.decode()
    assert "Proton Mail Bridge" in page
    assert "Use another address" in page
    assert 'name="imap_host"' not in page


def test_the_report_of_a_problem_names_server_and_domain(
    annas: Client, searching: SetupAttempt
) -> None:
    for login in LOGINS.values():
        searching.set_login(login)
    searching.state = SetupState.FAILED
    searching.set_problem(MailError(Code.AUTH_FAILED, subject="mail.fjord.example"), "imap")
    searching.save()
    page = annas.get("/setup/").content.decode()
    assert f"server: {searching.endpoint(Service.IMAP)}" in page
    assert "domain: fjord.example" in page
    assert 'href="/help/app-passwords/"' in page


def test_the_password_does_not_take_the_focus_where_it_is_not_the_way(
    annas: Client, searching: SetupAttempt
) -> None:
    searching.imap_host, searching.smtp_host = "outlook.office365.com", "smtp.office365.com"
    searching.state, searching.trust = SetupState.FOUND, "A"
    searching.save()
    assert 'type="password"' not in annas.get("/setup/").content.decode()


def test_a_password_typed_in_a_second_tab_leads_on(annas: Client, connected: EmailAccount) -> None:
    answer = annas.post("/setup/password/", {"password": "x"})
    assert answer.headers["Location"] == "/setup/"


def test_the_button_of_the_provider_takes_the_focus_where_it_is_offered(
    annas: Client, searching: SetupAttempt
) -> None:
    app = OAuthApp(provider="google", client_id="1.example.com", domains="fjord.example")
    apps.keep_app(app, Secret("x"))
    searching.imap_host, searching.smtp_host = "imap.gmail.com", "smtp.gmail.com"
    searching.state, searching.trust = SetupState.FOUND, "A"
    searching.save()
    page = annas.get("/setup/").content.decode()
    assert page.count("autofocus") == 1
    assert re.search(r"<button[^>]* autofocus>", page)
    assert 'type="password"' in page
