"""Threads with connections of their own, as workers have them, at one server."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.admission import admitted
from accounts.admission.slots import OPENED_AT_A_TIME
from accounts.models import ConnectionSlot, EmailAccount, HostState
from accounts.models.connection_slot import Purpose
from accounts.models.host_state import server_of
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.sync.breaker import FAILURES_TO_OPEN
from mail.core.sync.not_now import NotNow
from tests.mailboxes import LOGINS

pytestmark = pytest.mark.django_db(transaction=True)
ENDPOINT = LOGINS[Service.IMAP].endpoint
WORKERS = 12


@pytest.fixture
def accounts(anna: User) -> list[EmailAccount]:
    return [
        EmailAccount.objects.create(user=anna, address=f"a{n}@x.example", key=f"a{n}@x.example")
        for n in range(WORKERS)
    ]


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """What each of the workers got, exceptions too."""
    begin, got = threading.Barrier(WORKERS), list[object]()

    def run(number: int) -> None:
        try:
            begin.wait(20)
            got.append(work(number))
        except Exception as problem:
            got.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_of_those_who_race_for_the_last_slots_only_as_many_get_one(
    accounts: list[EmailAccount],
) -> None:
    turned_away = list[str]()

    def connect(number: int) -> str:
        try:
            with admitted(accounts[number], ENDPOINT, Purpose.SYNC):
                ends_at = time.monotonic() + 20
                while len(turned_away) < WORKERS - OPENED_AT_A_TIME and time.monotonic() < ends_at:
                    time.sleep(0.01)
            return "in"
        except NotNow as not_now:
            turned_away.append(not_now.why)
            return not_now.why

    got = all_at_once(connect)
    assert sorted(map(str, got)) == ["in"] * OPENED_AT_A_TIME + sorted(turned_away)
    assert set(turned_away) == {"opening"}
    assert not ConnectionSlot.objects.held().exists()


def test_of_those_who_come_when_the_pause_is_over_one_probes(accounts: list[EmailAccount]) -> None:
    for account in accounts[:FAILURES_TO_OPEN]:
        with pytest.raises(MailError), admitted(account, ENDPOINT, Purpose.SYNC):
            raise MailError(Code.TIMEOUT)
    HostState.objects.update(ask_at=timezone.now() - timedelta(seconds=1))

    def probe(number: int) -> str:
        with admitted(accounts[number], ENDPOINT, Purpose.SYNC):
            time.sleep(0.5)
            raise MailError(Code.TIMEOUT)

    codes = [problem for problem in all_at_once(probe) if not isinstance(problem, NotNow)]
    assert [type(problem) for problem in codes] == [MailError]
    assert HostState.objects.get(pk=server_of(ENDPOINT.host, ENDPOINT.port)).openings == 2


def test_failures_of_many_workers_are_all_counted(accounts: list[EmailAccount]) -> None:
    """Each is admitted, patiently, and fails; the circuit opens with the fifth."""

    def fail(number: int) -> None:
        with admitted(accounts[number], ENDPOINT, Purpose.SYNC, patience_s=15):
            raise MailError(Code.REFUSED)

    got = all_at_once(fail)
    assert sum(not isinstance(problem, NotNow) for problem in got) >= FAILURES_TO_OPEN - 1
    assert HostState.objects.get().failures >= FAILURES_TO_OPEN - 1
