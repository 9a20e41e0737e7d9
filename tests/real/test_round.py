"""Real servers whose folders one run has no time for, while another program works in them."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from mail.core.imap.mailbox import Opened
from mail.models import Mailbox, SyncRun
from mail.services.sync import account as sync
from mail.services.sync import run, sync_account
from mail.transport.imap_session import ImapSession
from tests.real.other_program import here, letter, on_server, program, synced
from tests.servers.capabilities import OnlyCondstore, Plain
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)
every_kind = pytest.mark.parametrize("world", [MailWorld, OnlyCondstore, Plain], indirect=True)

NAMES = [f"F{number}" for number in range(8)]
A_LOOK_S = 6.0  # of the twenty that a run has


class Clock:
    now = 1_000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is opened, each of which takes long by the only clock that a run looks at."""
    clock, opened, plain = Clock(), list[str](), ImapSession.open_mailbox

    def takes_long(session: ImapSession, name: str, **how: object) -> Opened:
        clock.now += A_LOOK_S
        opened.append(name)
        return plain(session, name, **how)  # type: ignore[arg-type]

    monkeypatch.setattr(run, "time", clock)
    monkeypatch.setattr(sync, "time", clock)
    monkeypatch.setattr(ImapSession, "open_mailbox", takes_long)
    return opened


@pytest.fixture
def box(world: MailWorld, kari: Box, account: EmailAccount) -> Box:
    world.dovecot.deliver(kari.address, letter(1))
    for number, name in enumerate(NAMES):
        world.dovecot.deliver_many(kari.address, [letter(10 + number)], name)
    return kari


def brought(account: EmailAccount) -> int:
    """In how many runs everything was."""
    for number in range(1, 40):
        report = sync_account(account)
        assert report is not None
        assert report.errors == []
        if not report.more:
            return number
    raise AssertionError("never up to date")


@every_kind
def test_every_folder_is_brought_though_no_run_has_time_for_all(
    world: MailWorld, box: Box, account: EmailAccount, opened: list[str]
) -> None:
    assert brought(account) > 2
    assert here(account) == on_server(world, box)
    account.refresh_from_db()
    assert account.synced_at is not None
    assert SyncRun.objects.filter(account=account, complete=True).count() == 1
    assert not Mailbox.objects.filter(account=account, look__gt=0).exists()


@every_kind
def test_what_another_program_does_between_the_runs_is_brought_in_this_round_or_the_next(
    world: MailWorld, box: Box, account: EmailAccount, opened: list[str]
) -> None:
    first = sync_account(account)
    assert first is not None
    assert first.more
    with program(world, box) as other:
        other.rename("F0", "Renamed")
        other.open("F7")
        other.move("1", "INBOX")
        other.delete("F1")
        other.create("Aa")
        other.append("Aa", letter(99))
        other.append("Renamed", letter(98))
    brought(account)
    brought(account)
    assert here(account) == on_server(world, box)
    assert not Mailbox.objects.filter(account=account).shown().out_of_order().exists()  # type: ignore[attr-defined]


@every_kind
def test_a_mailbox_that_is_brought_in_one_run_marks_nothing(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    assert here(account) == on_server(world, box)
    assert not Mailbox.objects.filter(account=account, look__gt=0).exists()
