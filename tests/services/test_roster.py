"""Who is signed in next, and what becomes of an account whose connection fails or breaks."""

from __future__ import annotations

import time

import pytest

from mail.core.errors import Code, MailError
from mail.core.imap.idle_spans import USUAL_S
from mail.core.sync.bucket import Pace
from mail.core.sync.turns import Limits
from mail.services.watcher import roster as module
from mail.services.watcher.accounts import Watched
from mail.services.watcher.roster import Entry, Roster
from mail.transport.imap_signed_in import Ended

FAST = Limits(Pace(per_minute=60_000, burst=1_000), at_a_host=1_000)
ANNAS = Watched(1, "mail.fjord.example", 11)
OLES = Watched(2, "mail.havn.example", 22)


@pytest.fixture
def roster() -> Roster:
    return Roster(FAST)


def wanted(*accounts: Watched) -> dict[int, Watched]:
    return {account.pk: account for account in accounts}


def next_of(roster: Roster) -> Entry:
    entry = roster.next(0.0)
    assert entry
    return entry


def held(roster: Roster, account: Watched = ANNAS) -> Entry:
    roster.want(wanted(account))
    entry = next_of(roster)
    roster.held(entry)
    return entry


def broken(silent_s: float = 0.0) -> Ended:
    return Ended(MailError(Code.DROPPED), silent_s)


def waits_s(roster: Roster) -> float:
    return min(at for at, _, _ in roster._waiting) - time.monotonic()


def test_each_account_is_signed_in_once(roster: Roster) -> None:
    roster.want(wanted(ANNAS, OLES))
    assert {next_of(roster).account, next_of(roster).account} == {ANNAS, OLES}
    assert roster.next(0.0) is None


def test_what_is_wanted_again_is_left_alone(roster: Roster) -> None:
    held(roster)
    assert roster.want(wanted(ANNAS)) == []
    assert (roster.next(0.0), roster.holding()) == (None, {1})


def test_an_edited_account_is_another_one(roster: Roster) -> None:
    entry = held(roster)
    edited = Watched(1, "mail.fjord.example", 12)
    assert roster.want(wanted(edited)) == [entry]
    assert next_of(roster).account == edited


def test_an_edit_while_signing_in_is_noticed(roster: Roster) -> None:
    roster.want(wanted(ANNAS))
    entry = next_of(roster)
    roster.want({})
    roster.held(entry)
    assert not roster.is_current(entry)
    assert roster.holding() == set()


def test_a_failure_is_tried_again_after_a_pause_that_grows(roster: Roster) -> None:
    roster.want(wanted(ANNAS))
    entry, pauses = next_of(roster), []
    for _ in range(3):
        roster.failed(entry, MailError(Code.PROTOCOL))
        pauses.append(waits_s(roster))
        roster._waiting.clear()
        roster._turns.begin(ANNAS.host, time.monotonic())
    assert 14 < pauses[0] < 31
    assert pauses[0] < pauses[1] < pauses[2]


def test_accounts_that_failed_together_come_back_apart(roster: Roster) -> None:
    accounts = [Watched(number, f"mail{number}.example", 0) for number in range(50)]
    roster.want(wanted(*accounts))
    for _ in accounts:
        roster.failed(next_of(roster), MailError(Code.PROTOCOL))
    moments = [at for at, _, _ in roster._waiting]
    assert max(moments) - min(moments) > 5


def test_a_refusal_is_not_knocked_at_soon(roster: Roster) -> None:
    """The round takes the account away within seconds; until then nobody may try again."""
    roster.want(wanted(ANNAS))
    roster.failed(next_of(roster), MailError(Code.AUTH_FAILED))
    assert waits_s(roster) > 1_800


def test_a_host_that_is_away_costs_the_others_nothing(roster: Roster) -> None:
    another_of_annas = Watched(3, ANNAS.host, 33)
    roster.want(wanted(ANNAS))
    roster.failed(next_of(roster), MailError(Code.TIMEOUT))
    roster.want(wanted(ANNAS, another_of_annas, OLES))
    assert next_of(roster).account == OLES
    assert roster.next(0.0) is None


def test_what_stood_for_long_comes_back_soon(
    roster: Roster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LASTED_S", 0.0)
    roster.broke(held(roster), broken())
    assert waits_s(roster) <= module.AFTER_A_BREAK_S
    assert roster.holding() == set()


def test_what_broke_at_once_counts_as_a_failure(roster: Roster) -> None:
    roster.broke(held(roster), broken())
    assert waits_s(roster) > 14
    assert roster.tally().failures == 1


def test_what_broke_after_a_long_silence_is_asked_anew_sooner(roster: Roster) -> None:
    entry = held(roster)
    roster.broke(entry, broken(silent_s=USUAL_S))
    assert entry.again_s == USUAL_S / 2


def test_a_break_of_a_connection_that_nobody_wants_is_no_news(roster: Roster) -> None:
    entry = held(roster)
    roster.want({})
    roster.broke(entry, broken())
    assert (roster.next(0.0), roster.tally().failures) == (None, 0)
