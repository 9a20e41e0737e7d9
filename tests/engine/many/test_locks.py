"""Transactions that meet: on PostgreSQL they wait for rows, where SQLite lets one write at all."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import connect
from accounts.models import Credential, EmailAccount, OAuthApp, OAuthGrant, SetupAttempt
from accounts.oauth import renewal, revoking
from accounts.services import setup, signing_in
from accounts.services.accounts import keep_account, remove_account
from crm_inbox.models import User
from mail.core.checked import Checked
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.services import heartbeat
from mail.services.erasing import erase
from mail.services.leases import Lease, LeaseLost
from mail.transport.secret import Secret
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(anna: User) -> EmailAccount:
    return account_of(anna)


def take(account: EmailAccount, name: LaneName) -> Lease:
    lease = Lease.take(account.pk, name)
    assert lease is not None
    return lease


def beside(work: Callable[[], None]) -> tuple[threading.Thread, list[Exception]]:
    """*work* in a thread of its own, and what it raised."""
    raised: list[Exception] = []

    def run() -> None:
        try:
            work()
        except Exception as problem:
            raised.append(problem)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, raised


def test_the_heartbeat_waits_for_no_row_that_its_own_worker_has_locked(
    account: EmailAccount,
) -> None:
    writing, waiting = take(account, LaneName.SYNC), take(account, LaneName.SEND)
    Lane.objects.filter(pk=waiting.lane_id).update(lease_until=timezone.now())
    began, end = threading.Event(), threading.Event()

    def write_for_long() -> None:
        with transaction.atomic():
            writing.renew()
            began.set()
            end.wait(10)

    worker, _ = beside(write_for_long)
    began.wait(5)
    beat, _ = beside(lambda: heartbeat._beat([writing, waiting]))
    beat.join(3)
    renewed = not beat.is_alive() and Lane.objects.get(pk=waiting.lane_id).lease_until
    end.set()
    worker.join()
    beat.join()
    assert renewed and renewed > timezone.now() + timedelta(seconds=10)
    assert not (writing.lost or waiting.lost)


def test_the_heartbeat_finds_a_lane_that_is_somebody_elses(account: EmailAccount) -> None:
    lease = take(account, LaneName.SYNC)
    Lane.objects.update(owner="another", epoch=99)
    heartbeat._beat([lease])
    assert lease.lost


def test_an_account_can_be_removed_while_it_is_synchronised(account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    lease = take(account, LaneName.SYNC)
    began, removing = threading.Event(), threading.Event()

    def write() -> None:
        with transaction.atomic():
            lease.renew()
            began.set()
            removing.wait(1)
            message_in(inbox)

    def remove() -> None:
        removing.set()
        remove_account(EmailAccount.objects.get(pk=account.pk))

    worker, stopped = beside(write)
    began.wait(5)
    removal, refused = beside(remove)
    worker.join()
    removal.join()
    assert (stopped, refused) == ([], [])  # neither waited for the other in a ring
    with pytest.raises(LeaseLost):
        write()
    erase(account.pk)
    assert not (EmailAccount.removed.exists() or Message.objects.exists())


def test_an_account_can_be_removed_while_its_new_settings_are_kept(
    account: EmailAccount, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = setup.start_edit(anna, account)
    setup.hand_in_password(attempt, Secret("ny"))
    monkeypatch.setattr(connect, "try_to_sign_in", lambda *_, **__: Checked(account.address))
    raised: list[tuple[threading.Thread, list[Exception]]] = []

    def remove_meanwhile(*_: object, **__: object) -> str:
        raised.append(beside(lambda: remove_account(account)))
        time.sleep(0.5)  # it waits for us, or we for it
        return ""

    monkeypatch.setattr(signing_in.oauth_attempts, "erase", remove_meanwhile)
    signing_in.sign_in(SetupAttempt.objects.select_related("account").get())
    [(removal, problems)] = raised
    removal.join(10)
    assert problems == []
    assert not EmailAccount.objects.exists() and not Credential.objects.exists()


def test_a_removed_account_is_not_brought_back_by_a_set_up_that_ends(
    account: EmailAccount, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    removing, removed = threading.Event(), threading.Event()

    def remove() -> None:
        with transaction.atomic():
            remove_account(account)
            removing.set()
            removed.wait(10)

    removal, problems = beside(remove)
    removing.wait(5)
    keeping, refusals = beside(
        lambda: keep_account(anna, account.address, account.logins, {Service.IMAP: Secret("ny")})
    )
    keeping.join(0.5)  # waits for the row
    removed.set()
    removal.join(10)
    keeping.join(10)
    assert problems == refusals == []
    assert EmailAccount.objects.get().pk != account.pk
    assert EmailAccount.removed.get().pk == account.pk


def test_a_refused_renewal_and_an_edit_do_not_wait_for_each_other(
    account: EmailAccount, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = timezone.now() + timedelta(hours=1)
    app = OAuthApp.objects.create(provider="google", client_id="id")
    grant = OAuthGrant.objects.create(
        account=account, app=app, sealed_access="v1.1.x", refresh_at=later, expires_at=later
    )
    noting: list[tuple[threading.Thread, list[Exception]]] = []
    give_back = revoking.give_back

    def refused_meanwhile(kept: EmailAccount, **options: object) -> None:
        refusal = MailError(Code.OAUTH_RECONNECT)
        noting.append(beside(lambda: renewal._note_failure(account, grant, refusal)))
        time.sleep(0.5)
        give_back(kept)

    monkeypatch.setattr(revoking, "give_back", refused_meanwhile)
    keep_account(anna, account.address, account.logins, dict.fromkeys(Service, Secret("ny")))
    [(thread, problems)] = noting
    thread.join(10)
    assert problems == []
    assert EmailAccount.objects.get().works
