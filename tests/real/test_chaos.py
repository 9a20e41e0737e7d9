"""A line on which everything goes wrong at some time: in the end everything is here, once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.services.sync import sync_account
from mail.transport.secret import Secret
from tests.engine.letters import held_here, letter, on_server
from tests.servers.chaos import ChaosProxy, Fault, Kind, Plan, first
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

MESSAGES = 120
BROKEN = 3
"""Connections that break before one holds."""

PATIENCE_S = 1.5
"""Of one command, instead of half a minute."""

ENDS = [Kind.RESET, Kind.STALL, Kind.CUT_LITERAL, Kind.BYE]
PLACES = {
    "in the greeting": 10,
    "in the list": 2_500,
    "later in the list": 30_000,
    "in the texts": 45_000,
}


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.connect.sessions.SESSION_TIMEOUT_S", PATIENCE_S)


@pytest.fixture
def proxies(connected: MailWorld) -> Iterator[list[ChaosProxy]]:
    started: list[ChaosProxy] = []
    yield started
    for proxy in started:
        proxy.stop()


def account_behind(
    proxies: list[ChaosProxy], world: MailWorld, kari: Box, anna: User, plan: Plan
) -> EmailAccount:
    proxy = ChaosProxy(world, plan)
    proxy.start()
    proxies.append(proxy)
    ports = {Service.IMAP: proxy.port, Service.SMTP: world.postfix.smtps_port}
    logins = {
        service: Login(Endpoint(service, world.host, port, Security.TLS), kari.address)
        for service, port in ports.items()
    }
    make_first_address(own_card(anna), kari.address)
    return keep_account(anna, kari.address, logins, dict.fromkeys(Service, Secret(kari.password)))


def is_whole(world: MailWorld, kari: Box, account: EmailAccount) -> bool:
    listed = Message.objects.filter(account=account, state=MessageState.LISTED)
    return held_here(account) == on_server(world, kari) and not listed.exists()


def run_until_whole(world: MailWorld, kari: Box, account: EmailAccount, runs: int) -> int:
    """How many runs it took."""
    for number in range(1, runs + 1):
        sync_account(account, budget_s=60)
        if is_whole(world, kari, account):
            return number
    raise AssertionError(f"not whole after {runs} runs: {Counter(held_here(account)).total()}")


@pytest.mark.parametrize("kind", ENDS, ids=lambda kind: kind.name)
@pytest.mark.parametrize("after_bytes", PLACES.values(), ids=PLACES.keys())
def test_a_line_that_breaks_loses_nothing_and_doubles_nothing(
    connected: MailWorld,
    kari: Box,
    anna: User,
    proxies: list[ChaosProxy],
    kind: Kind,
    after_bytes: int,
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(MESSAGES)])
    plan = first(BROKEN, Fault(kind, after_bytes))
    account = account_behind(proxies, connected, kari, anna, plan)
    run_until_whole(connected, kari, account, BROKEN + 2)
    assert proxies[0].faults_met
    assert not Message.objects.filter(state=MessageState.UNREADABLE).exists()
    sync_account(account, budget_s=60)  # on a line that is whole by now
    account.refresh_from_db()
    assert account.problem is None


@pytest.mark.parametrize("kind", [Kind.LATENCY, Kind.SLICES], ids=lambda kind: kind.name)
def test_a_bad_line_that_holds_brings_everything_in_one_run(
    connected: MailWorld, kari: Box, anna: User, proxies: list[ChaosProxy], kind: Kind
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(MESSAGES)])
    account = account_behind(proxies, connected, kari, anna, lambda _number: Fault(kind))
    assert run_until_whole(connected, kari, account, 1) == 1


def test_each_try_on_a_bad_line_gets_further(
    connected: MailWorld, kari: Box, anna: User, proxies: list[ChaosProxy]
) -> None:
    """What is stored is not fetched again, so a line that always breaks brings all in the end."""
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(MESSAGES)])
    account = account_behind(
        proxies, connected, kari, anna, lambda number: Fault(Kind.RESET, 60_000)
    )
    counts = []
    for _ in range(12):
        sync_account(account, budget_s=60)
        counts.append(Mailbox.objects.filter(account=account).first().stored_count)  # type: ignore[union-attr]
        if is_whole(connected, kari, account):
            break
    assert is_whole(connected, kari, account)
    assert counts == sorted(counts)
