"""Every account is compared once a day, at night, each at its own minute."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mail.core.sync.quiet_hour import is_due, latest_slot

OSLO = ZoneInfo("Europe/Oslo")
NOON = datetime(2026, 11, 28, 12, 0, tzinfo=OSLO)


def test_it_is_between_two_and_five_in_the_site_s_own_time() -> None:
    slots = [latest_slot(NOON, number) for number in range(500)]
    assert {slot.hour for slot in slots} == {2, 3, 4}
    assert {slot.tzinfo for slot in slots} == {OSLO}
    assert len(set(slots)) > 150


def test_an_account_has_its_turn_once_a_day() -> None:
    slot = latest_slot(NOON, 7)
    assert is_due(None, NOON, 7)
    assert is_due(slot - timedelta(minutes=1), slot, 7)
    assert not is_due(slot, NOON, 7)
    assert not is_due(slot, slot + timedelta(hours=23), 7)
    assert is_due(slot, slot + timedelta(hours=24), 7)


def test_a_machine_that_slept_at_night_catches_up() -> None:
    assert is_due(NOON - timedelta(days=2), NOON, 7)
