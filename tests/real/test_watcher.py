"""The watcher and a real Dovecot: what happens in INBOX wakes the account's lane."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account, remove_account
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Watch
from mail.services.sync import sync_account
from mail.transport.secret import Secret
from tests.real.watching import calm, is_due, is_watched, until, watching
from tests.servers.clients import imaps
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


def elsewhere(world: MailWorld, box: Box, *commands: str) -> None:
    """Another client of Kari's."""
    with imaps(world) as client:
        client.login(box.address, box.password)
        client.select("INBOX")
        for command in commands:
            client.xatom(*command.split(" ", 2))


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


def test_a_server_that_was_away_is_watched_again(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    with watching():
        until(lambda: is_watched(synced))
        connected.dovecot.hang_up(kari.address)
        connected.dovecot.deliver(kari.address, LETTER)
        until(lambda: is_due(synced))
        until(lambda: is_watched(synced))


def test_an_edited_account_gets_another_connection(
    connected: MailWorld, kari: Box, synced: EmailAccount
) -> None:
    with watching() as watcher:
        until(lambda: is_watched(synced))
        before = watcher._roster.tally().connects
        secrets = dict.fromkeys(Service, Secret(kari.password))
        keep_account(synced.user, synced.address, synced.logins, secrets)
        until(lambda: watcher._roster.tally().connects == before)


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
