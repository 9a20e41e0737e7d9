"""Before a connection everybody asks, and what one meets counts for all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis.strategies import integers
from pytest_django.fixtures import Settings

from accounts.admission import admitted, end_idle, keep_idle, let_one_try, outcome_noted
from accounts.admission.asking import CONNECT_S, PROBE_S, Admission
from accounts.admission.host import _take_token
from accounts.admission.slots import OPENED_AT_A_TIME
from accounts.models import ConnectionSlot, EmailAccount, HostState
from accounts.models.connection_slot import Purpose
from accounts.models.host_state import server_of
from crm_inbox.models import User
from crm_inbox.people import add_user
from mail.core.endpoint import Endpoint, Service
from mail.core.errors import Code, MailError
from mail.core.sync import provider_limits
from mail.core.sync.breaker import FAILURES_TO_OPEN
from mail.core.sync.bucket import Pace, taken
from mail.core.sync.not_now import NotNow, Why
from tests.conftest import PASSWORD
from tests.mailboxes import LOGINS

ENDPOINT = LOGINS[Service.IMAP].endpoint
SERVER = server_of(ENDPOINT.host, ENDPOINT.port)
SECOND = timedelta(seconds=1)


@pytest.fixture
def accounts(anna: User) -> list[EmailAccount]:
    """Ten at one server."""
    return [
        EmailAccount.objects.create(user=anna, address=f"a{n}@x.example", key=f"a{n}@x.example")
        for n in range(10)
    ]


@contextmanager
def holding(
    account: EmailAccount, purpose: Purpose = Purpose.SYNC, endpoint: Endpoint = ENDPOINT
) -> Iterator[Admission]:
    with admitted(account, endpoint, purpose) as admission:
        yield admission


def allow(monkeypatch: pytest.MonkeyPatch, **allowed: Any) -> None:
    limits = replace(provider_limits.UNKNOWN, **allowed)
    monkeypatch.setattr("accounts.admission.asking.limits_of", lambda _host: limits)


def refused(account: EmailAccount, purpose: Purpose = Purpose.SYNC) -> NotNow:
    with pytest.raises(NotNow) as not_now, holding(account, purpose):
        pass
    return not_now.value


def fail(account: EmailAccount, code: Code = Code.TIMEOUT) -> None:
    with pytest.raises(MailError), holding(account):
        raise MailError(code, subject=ENDPOINT.host)


def time_passes(span: timedelta) -> None:
    """Everything that was noted lies *span* further back."""
    for row in HostState.objects.all():
        for name in ("spoken_for", "window_at", "failing_since", "ask_at"):
            moment: datetime | None = getattr(row, name)
            setattr(row, name, moment - span if moment else None)
        row.save()
    for slot in ConnectionSlot.objects.exclude(until=None):
        assert slot.until is not None
        slot.until -= span
        slot.save()


def open_circuit(accounts: list[EmailAccount]) -> None:
    for account in accounts[:FAILURES_TO_OPEN]:
        fail(account)


def test_who_is_well_is_asked_without_further_ado(accounts: list[EmailAccount]) -> None:
    with holding(accounts[0]) as admission:
        assert admission.connect_s == CONNECT_S
        assert ConnectionSlot.objects.held().count() == 1
    assert ConnectionSlot.objects.held().count() == 0


def test_only_few_connections_to_a_server_are_being_opened_at_a_time(
    accounts: list[EmailAccount],
) -> None:
    with holding(accounts[0]) as first, holding(accounts[1]):
        assert refused(accounts[2]).why is Why.OPENING
        first.opened()
        with holding(accounts[2]):
            pass


def test_of_another_server_as_many_may_be_opened(accounts: list[EmailAccount]) -> None:
    elsewhere = replace(ENDPOINT, host="mail.havn.example")
    with holding(accounts[0]), holding(accounts[1]), holding(accounts[2], endpoint=elsewhere):
        assert ConnectionSlot.objects.held().count() == OPENED_AT_A_TIME + 1


def test_a_server_that_failed_last_is_opened_by_one_at_a_time_and_not_waited_for_as_long(
    accounts: list[EmailAccount],
) -> None:
    fail(accounts[0])
    with holding(accounts[1]) as admission:
        assert admission.connect_s == PROBE_S
        assert refused(accounts[2]).wait >= 5 * SECOND


def test_a_server_that_answers_is_no_longer_suspected(accounts: list[EmailAccount]) -> None:
    fail(accounts[0])
    with holding(accounts[1]):
        pass
    with holding(accounts[1]), holding(accounts[2]) as admission:
        assert admission.connect_s == CONNECT_S


def test_five_failures_close_the_door_for_every_account_of_the_server(
    accounts: list[EmailAccount],
) -> None:
    open_circuit(accounts)
    not_now = refused(accounts[-1])
    assert (not_now.why, not_now.code, not_now.subject) == (
        Why.CIRCUIT,
        Code.TIMEOUT,
        ENDPOINT.host,
    )
    assert timedelta(minutes=1) < not_now.wait < timedelta(minutes=3)


def test_refused_passwords_close_no_door(accounts: list[EmailAccount]) -> None:
    for account in accounts:
        fail(account, Code.AUTH_FAILED)
    with holding(accounts[0]) as admission:
        assert admission.connect_s == CONNECT_S


def test_after_the_pause_one_probes_and_its_answer_lets_all_in(
    accounts: list[EmailAccount],
) -> None:
    open_circuit(accounts)
    time_passes(timedelta(minutes=3))
    with holding(accounts[0]) as probe:
        assert probe.connect_s == PROBE_S
        assert refused(accounts[1]).why is Why.CIRCUIT
    with holding(accounts[1]) as admission:
        assert admission.connect_s == CONNECT_S


def test_a_probe_that_fails_leaves_the_door_closed_for_longer(
    accounts: list[EmailAccount],
) -> None:
    open_circuit(accounts)
    time_passes(timedelta(minutes=3))
    fail(accounts[0], Code.REFUSED)
    assert refused(accounts[1]).wait > timedelta(minutes=3)
    assert HostState.objects.get().openings == 2


def test_a_refused_password_is_an_answer_to_a_probe(accounts: list[EmailAccount]) -> None:
    open_circuit(accounts)
    time_passes(timedelta(minutes=3))
    fail(accounts[0], Code.AUTH_FAILED)
    assert HostState.objects.well().exists()


def test_a_token_that_nobody_renews_says_nothing_of_the_mail_server(
    accounts: list[EmailAccount],
) -> None:
    open_circuit(accounts)
    time_passes(timedelta(minutes=3))
    fail(accounts[0], Code.OAUTH_TEMPORARY)
    assert HostState.objects.open().exists()


def test_a_killed_probe_is_replaced(accounts: list[EmailAccount]) -> None:
    open_circuit(accounts)
    time_passes(timedelta(minutes=3))
    with pytest.raises(KeyboardInterrupt), holding(accounts[0]):
        raise KeyboardInterrupt
    refused(accounts[1])
    time_passes(timedelta(minutes=1))
    with holding(accounts[1]):
        pass


def test_a_person_who_asks_causes_a_probe_at_once(accounts: list[EmailAccount]) -> None:
    open_circuit(accounts)
    let_one_try([ENDPOINT])
    with holding(accounts[0]) as admission:
        assert admission.connect_s == PROBE_S


def test_an_administrators_check_that_succeeds_lets_all_in(accounts: list[EmailAccount]) -> None:
    open_circuit(accounts)
    with outcome_noted(SERVER):
        pass
    with holding(accounts[0]):
        pass


def test_an_account_has_one_interactive_connection(accounts: list[EmailAccount]) -> None:
    with holding(accounts[0], Purpose.INTERACTIVE) as admission:
        admission.opened()
        assert refused(accounts[0], Purpose.INTERACTIVE).why is Why.SLOT
        with holding(accounts[0]):
            pass  # the one for synchronising is another
    with holding(accounts[0], Purpose.INTERACTIVE):
        pass


def test_what_a_killed_page_held_frees_itself(
    accounts: list[EmailAccount], settings: Settings
) -> None:
    door = admitted(accounts[0], ENDPOINT, Purpose.INTERACTIVE)
    door.__enter__().opened()  # and it is never left
    refused(accounts[0], Purpose.INTERACTIVE)
    time_passes(timedelta(seconds=61))
    with holding(accounts[0], Purpose.INTERACTIVE):
        pass


def test_the_next_holder_of_the_lane_takes_over_and_the_old_one_gives_nothing_back(
    accounts: list[EmailAccount],
) -> None:
    killed = admitted(accounts[0], ENDPOINT, Purpose.SYNC)
    killed.__enter__()
    with holding(accounts[0]):
        killed.__exit__(None, None, None)
        assert ConnectionSlot.objects.held().count() == 1


def test_connections_that_only_wait_for_news_do_not_count_among_the_working(
    accounts: list[EmailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, working=1)
    with holding(accounts[0], Purpose.IDLE) as idle:
        idle.opened()
        with holding(accounts[1]) as working:
            working.opened()
            refused(accounts[2])


def test_an_idle_connection_counts_until_its_watcher_says_that_it_ended(
    accounts: list[EmailAccount], settings: Settings
) -> None:
    settings.LEASE_S = 60
    with holding(accounts[0], Purpose.IDLE) as idle:
        idle.opened()
    idles = ConnectionSlot.objects.held().filter(purpose=Purpose.IDLE)
    assert idles.count() == 1
    for _ in range(3):
        time_passes(45 * SECOND)
        keep_idle([accounts[0].pk])
    assert idles.count() == 1
    end_idle([accounts[0].pk])
    assert idles.count() == 0


def test_an_idle_connection_that_came_to_nothing_does_not_count(
    accounts: list[EmailAccount],
) -> None:
    with pytest.raises(MailError), holding(accounts[0], Purpose.IDLE):
        raise MailError(Code.AUTH_FAILED)
    assert not ConnectionSlot.objects.held().exists()


def test_the_slot_of_a_killed_watcher_frees_itself(
    accounts: list[EmailAccount], settings: Settings
) -> None:
    settings.LEASE_S = 60
    with holding(accounts[0], Purpose.IDLE) as idle:
        idle.opened()
    time_passes(61 * SECOND)
    assert not ConnectionSlot.objects.held().exists()


def test_the_end_of_one_idle_connection_leaves_the_next_one_alone(
    accounts: list[EmailAccount],
) -> None:
    with holding(accounts[0], Purpose.IDLE) as idle:
        end_idle([accounts[0].pk])
        idle.opened()
    assert ConnectionSlot.objects.held().count() == 1


@pytest.fixture
def shared(anna: User, ole: User) -> list[EmailAccount]:
    """One mailbox that three people have here."""
    rolf = add_user("rolf", email="rolf@fjord.example", password=PASSWORD)
    return [
        EmailAccount.objects.create(user=user, address="info@x.example", key="info@x.example")
        for user in (anna, ole, rolf)
    ]


def test_a_mailbox_of_several_people_has_no_more_connections_than_its_server_allows(
    shared: list[EmailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, connections=7)
    with ExitStack() as stack:
        for account in shared[:2]:
            for purpose in (Purpose.SYNC, Purpose.INTERACTIVE):
                stack.enter_context(holding(account, purpose)).opened()
        stack.enter_context(holding(shared[2], Purpose.SYNC)).opened()
        assert refused(shared[2], Purpose.INTERACTIVE).why is Why.SLOT
    with holding(shared[2], Purpose.INTERACTIVE):
        pass


def test_waiting_for_news_of_a_shared_mailbox_leaves_room_for_work(
    shared: list[EmailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, connections=5)
    with holding(shared[0], Purpose.IDLE) as idle:
        idle.opened()
    assert refused(shared[1], Purpose.IDLE).wait > 60 * SECOND
    with holding(shared[1]) as syncing, holding(shared[1], Purpose.INTERACTIVE) as reading:
        syncing.opened()
        reading.opened()
    end_idle([shared[0].pk])
    with holding(shared[1], Purpose.IDLE):
        pass


def test_a_single_account_has_one_connection_of_each_purpose_whatever_its_server_allows(
    accounts: list[EmailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, connections=1)
    with holding(accounts[0], Purpose.IDLE) as idle:
        idle.opened()
    with holding(accounts[0]) as syncing, holding(accounts[0], Purpose.INTERACTIVE) as reading:
        syncing.opened()
        reading.opened()
        with holding(accounts[0], Purpose.IDLE):
            pass


def test_sign_ins_come_at_the_pace_of_the_provider(
    accounts: list[EmailAccount], monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(monkeypatch, sign_ins=Pace(per_minute=6, burst=2))
    for account in accounts[:2]:
        with holding(account):
            pass
    not_now = refused(accounts[2])
    assert (not_now.why, not_now.code) == (Why.PACE, Code.BUSY)
    assert 9 * SECOND < not_now.wait < 13 * SECOND
    time_passes(10 * SECOND)
    with holding(accounts[2]):
        pass


def test_who_is_refused_a_slot_has_used_no_token(
    accounts: list[EmailAccount],
) -> None:
    with holding(accounts[0]), holding(accounts[1]):
        before = HostState.objects.get().spoken_for
        refused(accounts[2])
        assert HostState.objects.get().spoken_for == before


@pytest.mark.parametrize(
    ("purpose", "code"),
    [
        (Purpose.IDLE, Code.DROPPED),
        (Purpose.IDLE, Code.TIMEOUT),
        (Purpose.SYNC, Code.DROPPED),  # at a message that the server does not get over
    ],
)
def test_what_ends_an_open_session_is_no_failure_of_the_host(
    accounts: list[EmailAccount], purpose: Purpose, code: Code
) -> None:
    for account in accounts:
        with pytest.raises(MailError), holding(account, purpose) as admission:
            admission.opened()
            raise MailError(code)
    assert HostState.objects.well().exists()


def test_a_server_that_signs_in_and_then_says_nothing_is_a_failing_one(
    accounts: list[EmailAccount],
) -> None:
    for account in accounts[:FAILURES_TO_OPEN]:
        with pytest.raises(MailError), holding(account) as admission:
            admission.opened()
            raise MailError(Code.TIMEOUT)
    assert HostState.objects.open().exists()


def test_refusals_are_counted(accounts: list[EmailAccount]) -> None:
    open_circuit(accounts)
    for account in accounts[:3]:
        refused(account)
    assert HostState.objects.get().refused == 3


def test_it_takes_few_statements(
    accounts: list[EmailAccount], django_assert_num_queries: object
) -> None:
    """Two savepoint statements stand for BEGIN and COMMIT: this test is a transaction itself."""
    with holding(accounts[0]) as admission:
        admission.opened()
    with django_assert_num_queries(9), holding(accounts[0]) as admission:  # type: ignore[operator]
        admission.opened()


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(integers(-30_000, 30_000), integers(1, 60), integers(1, 20))
def test_the_database_takes_tokens_by_the_rule_of_the_core(
    db: None, ahead_ms: int, per_minute: int, burst: int
) -> None:
    """All but a second around the border, which both may see on one side of it or the other."""
    pace, now = Pace(per_minute, burst), timezone.now()
    spoken_for = now + timedelta(milliseconds=ahead_ms)
    if abs(spoken_for - now - pace.ahead) < SECOND:
        return
    HostState.objects.update_or_create(pk=SERVER, defaults={"spoken_for": spoken_for})
    expected = taken(spoken_for, now, pace)
    took = _take_token(HostState.objects.filter(pk=SERVER), pace)
    assert bool(took) == (expected is not None)
    if expected:
        assert abs(HostState.objects.get(pk=SERVER).spoken_for - expected) < SECOND
