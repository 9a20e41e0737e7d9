"""The status card: how receiving and sending fare, each on its own, and what mends them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ConnectionEvent, EmailAccount, SetupAttempt
from accounts.models.connection_event import Happening
from accounts.services import setup, signing_in
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core.checked import Checked
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Lane
from mail.models.lane import LaneName
from mail.services.outbox import new_token
from mail.transport.secret import Secret
from tests.conftest import signed_in
from tests.mailboxes import LOGINS, account_of, mailbox_of, message_in

CARD = "/options/email/account/"
WORDS = "535 5.7.8 <script>alert(1)</script>"


@pytest.fixture
def account(anna: User) -> EmailAccount:
    return account_of(anna)


def shown(client: Client) -> str:
    return client.get(CARD).content.decode()


def refuse(account: EmailAccount, service: Service, code: Code = Code.AUTH_FAILED) -> None:
    account.note_problem(service, MailError(code, WORDS, subject="mail.fjord.example"))


def service_card(client: Client, service: Service) -> object:
    cards = client.get(CARD).context["accounts"][0]["status"].services
    return next(card for card in cards if card.service == service.value)


def test_both_problems_are_shown_at_once(annas: Client, account: EmailAccount) -> None:
    refuse(account, Service.SMTP)
    refuse(account, Service.IMAP, Code.TIMEOUT)
    page = shown(annas)
    assert page.count("badge--error") == 2
    assert "mail.fjord.example did not answer" in page
    inbox = annas.get("/inbox/").content.decode()
    assert "New email is not fetched: mail.fjord.example did not answer" in inbox
    assert "Email is not sent: " in inbox


def test_what_works_says_since_when_and_what_failed_last(
    annas: Client, account: EmailAccount
) -> None:
    refuse(account, Service.IMAP, Code.TIMEOUT)
    account.note_success(Service.IMAP, timezone.now())
    card = service_card(annas, Service.IMAP)
    lines = " ".join(card.lines)  # type: ignore[attr-defined]
    assert "Works since" in lines
    assert "Last fault" in lines
    assert "did not answer" in lines


def test_what_was_never_tried_waits(annas: Client, account: EmailAccount) -> None:
    assert service_card(annas, Service.SMTP).state == "waiting"  # type: ignore[attr-defined]


def test_a_fault_that_passes_by_itself_says_when_it_is_tried_again(
    annas: Client, account: EmailAccount
) -> None:
    refuse(account, Service.IMAP, Code.TIMEOUT)
    in_half_an_hour = timezone.now() + timedelta(minutes=30)
    Lane.objects.filter(name=LaneName.SYNC).update(due_at=in_half_an_hour)
    assert "Next try" in shown(annas)  # "at 14:05" today, with its date after midnight
    assert "Nothing is tried until you act" not in shown(annas)


def test_a_refused_password_asks_for_it_again_instead_of_trying(
    annas: Client, account: EmailAccount
) -> None:
    refuse(account, Service.IMAP)
    page = shown(annas)
    assert "Type the password again" in page
    assert "Nothing is tried until you act" in page
    assert f"/options/email/{account.pk}/try/" not in page


def test_typing_the_password_again_is_one_field(annas: Client, account: EmailAccount) -> None:
    refuse(account, Service.IMAP)
    edit = f"/options/email/{account.pk}/edit/"
    page = annas.post(edit, {"problem": "imap"}, follow=True)
    assert 'action="/setup/password/"' in page.content.decode()
    shown = SetupAttempt.objects.get().shown_as
    annas.post("/setup/password/", {"password": "ny", "shown": shown})
    assert SetupAttempt.objects.get().account == account


@pytest.mark.parametrize("service", ["smtp", "imap"])
def test_where_sending_has_its_own_password_both_are_asked_for(
    annas: Client, account: EmailAccount, service: str
) -> None:
    secrets = {Service.IMAP: Secret("one"), Service.SMTP: Secret("two")}
    keep_account(account.user, account.address, LOGINS, secrets)
    refuse(account, Service(service))
    edit = f"/options/email/{account.pk}/edit/"
    page = annas.post(edit, {"problem": service}, follow=True).content.decode()
    assert 'action="/setup/advanced/"' in page


def test_a_wrong_name_of_a_service_is_no_error(annas: Client, account: EmailAccount) -> None:
    edit = f"/options/email/{account.pk}/edit/"
    assert annas.post(edit, {"problem": "x" * 500}).status_code == 302


def test_a_new_password_is_kept_although_sending_is_still_broken(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(account, Service.IMAP)
    attempt = setup.start_edit(account.user, account, problem=Service.IMAP)
    setup.hand_in_password(attempt, Secret("ny"))

    def check(_servers: object, service: Service, *_: object, **__: object) -> Checked:
        return Checked("anna", MailError(Code.TIMEOUT) if service is Service.SMTP else None)

    monkeypatch.setattr("accounts.connect.try_to_sign_in", check)
    signing_in.sign_in(attempt)
    account.refresh_from_db()
    assert account.problems.keys() == {Service.SMTP}


def test_new_settings_that_fail_leave_those_that_work(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = setup.start_edit(account.user, account)
    setup.hand_in_password(attempt, Secret("wrong"))

    def check(*_: object, **__: object) -> Checked:
        return Checked("anna", MailError(Code.AUTH_FAILED, "NO"))

    monkeypatch.setattr("accounts.connect.probe_server", lambda *_: None)

    monkeypatch.setattr("accounts.connect.try_to_sign_in", check)
    signing_in.sign_in(attempt)
    account.refresh_from_db()
    assert account.works
    event = ConnectionEvent.objects.get()
    assert (event.what, event.code) == (Happening.CHECK_FAILED, Code.AUTH_FAILED)


def test_the_log_quotes_the_server_and_follows_nothing(
    annas: Client, account: EmailAccount
) -> None:
    refuse(account, Service.SMTP)
    page = shown(annas)
    assert "Connection log" in page
    assert "Sending was refused" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_the_log_never_holds_a_secret_or_mail(
    annas: Client, anna: User, account: EmailAccount
) -> None:
    message_in(mailbox_of(account), subject="Zwölf Seile")
    fields = {"to": "a@b.example", "subject": "x", "text": "x", "token": new_token()}
    annas.post("/compose/", fields)
    refuse(account, Service.IMAP)
    boss = signed_in(staff(anna))
    page = boss.get(f"/administration/accounts/{account.pk}/log/").content.decode()
    assert "hemmelig" not in page + shown(annas)
    assert "Zwölf Seile" not in page
    assert "auth_failed" in page
    assert "mail.fjord.example:993" in page


def staff(somebody: User) -> User:
    boss, _ = User.objects.get_or_create(username="boss", is_staff=True)
    assert boss != somebody
    return boss


def test_only_the_administrator_reads_somebodys_log(
    annas: Client, oles: Client, account: EmailAccount
) -> None:
    url = f"/administration/accounts/{account.pk}/log/"
    assert annas.get(url).status_code == 404
    assert oles.get(url).status_code == 404


def test_an_account_that_works_says_nothing_in_the_inbox(
    annas: Client, account: EmailAccount
) -> None:
    assert "banner--warning" not in annas.get("/inbox/").content.decode().replace(
        "data-live-lost", ""
    ).replace('class="message-list__notice banner banner--warning" role="status"', "")


def test_one_click_in_the_inbox_mends_sending(annas: Client, account: EmailAccount) -> None:
    refuse(account, Service.SMTP)
    page = annas.get("/inbox/").content.decode()
    assert f'action="/options/email/{account.pk}/edit/"' in page
    assert 'name="problem" value="smtp"' in page
    assert page.count("csrfmiddlewaretoken") >= 1


def test_removing_says_in_numbers_what_goes(annas: Client, account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    for _ in range(3):
        message_in(inbox)
    page = annas.get(f"/options/email/{account.pk}/remove/").content.decode()
    assert "3 messages are removed from this inbox; the originals stay at the provider." in page


def test_who_tries_too_often_is_asked_to_wait(
    annas: Client, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every click after a refusal is one more refused sign-in at the provider."""
    monkeypatch.setattr("accounts.services.limits.SIGN_INS", (1, 3600))
    refuse(account, Service.IMAP)
    annas.post(f"/options/email/{account.pk}/try/")
    refuse(account, Service.IMAP)
    page = annas.post(f"/options/email/{account.pk}/try/", follow=True).content.decode()
    assert "Wait an hour" in page
    assert EmailAccount.objects.get().is_stopped(Service.IMAP)
