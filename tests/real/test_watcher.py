"""The watcher and a real Dovecot: what happens in INBOX wakes the account's lane."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest
from pytest_django.fixtures import Settings

from accounts.models import ConnectionSlot, EmailAccount
from accounts.models.connection_slot import Purpose
from accounts.services.accounts import keep_account, remove_account
from crm_inbox.people import add_user
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Watch, WatchCount
from mail.services.sync import sync_account
from mail.services.watcher import roster
from tests.conftest import PASSWORD
from tests.mailboxes import NOON, mailbox_of
from tests.real.accounts import logins_of, secrets_of
from tests.real.watching import calm, is_due, is_watched, until, watching
from tests.servers.clients import imaps
from tests.servers.dovecot import Dovecot
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

LETTER = b"From: Ole <ole@havn.example>\r\nSubject: Offer\r\n\r\nHello\r\n"


@pytest.fixture
def synced(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    """Kari has one letter, and it is here."""
    connected.dovecot.deliver(kari.address, LETTER)
    return brought(account)


def brought(account: EmailAccount) -> EmailAccount:
    sync_account(account, budget_s=60)
    calm(account)
    account.refresh_from_db()
    return account


def idle_slots(account: EmailAccount) -> int:
    return ConnectionSlot.objects.held().filter(account=account, purpose=Purpose.IDLE).count()


def connects() -> int:
    return sum(WatchCount.objects.filter(name="connects").values_list("total", flat=True))


def moved(account: EmailAccount, box: Box, port: int) -> None:
    account.imap_port = port
    keep_account(account.user, account.address, account.logins, secrets_of(box))


def flag(world: MailWorld, box: Box) -> None:
    with imaps(world) as client:
        client.login(box.address, box.password)
        client.select("INBOX")
        client.store("1", "+FLAGS", "\\Flagged")


def expunge(world: MailWorld, box: Box) -> None:
    with imaps(world) as client:
        client.login(box.address, box.password)
        client.select("INBOX")
        client.store("1", "+FLAGS.SILENT", "\\Deleted")
        client.expunge()


def deliver(world: MailWorld, box: Box) -> None:
    world.dovecot.deliver(box.address, LETTER)


@pytest.mark.parametrize("happens", [deliver, flag, expunge])
def test_what_happens_in_inbox_wakes_a_worker(
    connected: MailWorld,
    kari: Box,
    synced: EmailAccount,
    happens: Callable[[MailWorld, Box], None],
) -> None:
    with watching():
        until(lambda: is_watched(synced))
        assert not is_due(synced)
        happens(connected, kari)
        until(lambda: is_due(synced))


def test_what_came_before_the_connection_stood_is_noticed(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    connected.dovecot.deliver(kari.address, LETTER)
    with watching():
        until(lambda: is_due(synced))


def test_an_idle_is_asked_for_anew_before_the_server_has_enough(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    connected.dovecot.record(kari.address)
    with watching(again_s=0.2):
        until(lambda: connected.dovecot.commands(kari.address).count("IDLE") > 3)
        connected.dovecot.deliver(kari.address, LETTER)
        until(lambda: is_due(synced))


def test_a_server_that_was_restarted_is_watched_again(
    connected: MailWorld, kari: Box, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "LASTED_S", 0.0)
    monkeypatch.setattr(random, "random", lambda: 1.0)
    with Dovecot(connected.certificate, [(kari.address, kari.password)]) as dovecot:
        moved(account, kari, dovecot.imaps_port)
        dovecot.deliver(kari.address, LETTER)
        brought(account)
        with watching() as watcher:
            until(lambda: is_watched(account))
            dovecot.stop()
            until(lambda: len(watcher._loop) == 0)
            dovecot.start()  # without the letter
            until(lambda: is_watched(account) and is_due(account))


def test_the_idle_connection_is_counted_for_as_long_as_it_stands(
    connected: MailWorld,
    kari: Box,
    account: EmailAccount,
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
) -> None:
    monkeypatch.setattr(roster, "LASTED_S", 0.0)
    monkeypatch.setattr(random, "random", lambda: 1.0)
    settings.LEASE_S = 2
    with Dovecot(connected.certificate, [(kari.address, kari.password)]) as dovecot:
        moved(account, kari, dovecot.imaps_port)
        brought(account)
        with watching():
            until(lambda: is_watched(account))
            time.sleep(3)
            assert idle_slots(account) == 1
            dovecot.stop()
            until(lambda: idle_slots(account) == 0)
            dovecot.start()
            until(lambda: idle_slots(account) == 1)
        # One that was just being opened is given back by whoever opens it.
        until(lambda: idle_slots(account) == 0)


def test_an_edited_account_gets_another_connection(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    with watching():
        until(lambda: is_watched(synced))
        until(lambda: connects() == 1)
        keep_account(synced.user, synced.address, synced.logins, secrets_of(kari))
        until(lambda: connects() == 2)


@pytest.mark.parametrize("leaves", ["removed", "refused"])
def test_an_account_that_may_not_be_read_is_let_go(
    connected: MailWorld, kari: Box, synced: EmailAccount, leaves: str
) -> None:
    with watching() as watcher:
        until(lambda: is_watched(synced))
        if leaves == "removed":
            remove_account(synced)
        else:
            synced.note_problem(Service.IMAP, MailError(Code.AUTH_FAILED))
        until(lambda: len(watcher._loop) == 0)
        assert not is_watched(synced)


def test_stopping_takes_less_than_a_second_and_gives_the_account_back(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    with watching():
        until(lambda: is_watched(synced))
        began_at = time.monotonic()
    assert time.monotonic() - began_at < 1
    assert Watch.objects.free().filter(account=synced).exists()


def test_fifty_accounts_wait_in_one_loop_and_only_the_one_with_news_is_woken(
    connected: MailWorld, new_user: Callable[[str], Box]
) -> None:
    before = threading.active_count()
    boxes = [new_user(f"person{number}") for number in range(50)]
    accounts = [synced_account(connected, box) for box in boxes]
    with watching() as watcher:
        until(lambda: Watch.objects.live().count() == 50)
        assert len(watcher._loop) == 50
        assert threading.active_count() - before < 10
        until(lambda: all(is_due(account) for account in accounts))  # nothing was here yet
        time.sleep(0.3)
        for account in accounts:
            calm(account)
        connected.dovecot.deliver(boxes[37].address, LETTER)
        until(lambda: is_due(accounts[37]))
        assert [pk for pk, account in enumerate(accounts) if is_due(account)] == [37]


def synced_account(world: MailWorld, box: Box) -> EmailAccount:
    """Somebody else's, as if its empty mailbox had been brought."""
    user = add_user(box.address, email=box.address, password=PASSWORD, language="en")
    account = keep_account(user, box.address, logins_of(world, box), secrets_of(box))
    account.note_success(Service.IMAP, NOON)
    mailbox_of(account)
    return account
