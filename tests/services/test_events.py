"""What a page learns of changes: everything, in order, whatever it missed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from queue import Queue

import pytest
from django.db import connection, transaction
from django.test import Client

from crm_inbox.models import User
from mail.models import EventSequence
from mail.models.event_sequence import EventName
from mail.services import event_hub, events
from mail.services.event_hub import Hub
from mail.transport.wake import MemoryWake

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """One of this test's own that looks by itself five times a second and ends with the test."""
    wake, stop = MemoryWake(), threading.Event()
    monkeypatch.setattr(events, "wake", lambda: wake)
    monkeypatch.setattr(event_hub, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(event_hub, "is_stopping", stop.is_set)
    before = set(threading.enumerate())
    started = Hub()
    started.start()
    yield started
    stop.set()
    started.wake_everybody()
    for thread in set(threading.enumerate()) - before:
        if thread.name == "event-hub":
            thread.join(5)  # else it would go on when the patches are taken back


class Stream:
    """What a browser's stream gets."""

    def __init__(self, hub: Hub, user: User) -> None:
        self._rows: Queue[EventSequence | None] = Queue()
        self.seen = 0
        hub.join(user.pk, self._rows.put)

    def next_names(self) -> list[str]:
        """The names of the next change; fails when none comes."""
        while True:
            row = self._rows.get(timeout=10)
            assert row is not None
            if changed := row.since(self.seen):
                self.seen = row.number
                return [name for _number, name in changed]


def test_a_change_reaches_an_open_stream(hub: Hub, anna: User) -> None:
    stream = Stream(hub, anna)
    events.publish(anna.pk, EventName.MAIL)
    assert stream.next_names() == ["mail"]


def test_a_stream_that_was_away_learns_of_each_kind_once(hub: Hub, anna: User) -> None:
    for name in [EventName.MAIL, EventName.OUTBOX, EventName.MAIL, EventName.MAIL]:
        events.publish(anna.pk, name)
    assert Stream(hub, anna).next_names() == ["outbox", "mail"]


def test_a_stream_that_no_wake_reaches_looks_by_itself(hub: Hub, anna: User) -> None:
    stream = Stream(hub, anna)
    EventSequence.grow(anna.pk, EventName.OUTBOX)
    assert stream.next_names() == ["outbox"]


def test_nobody_hears_of_another_persons_mail(hub: Hub, anna: User, ole: User) -> None:
    oles = Stream(hub, ole)
    events.publish(anna.pk, EventName.MAIL)
    events.publish(ole.pk, EventName.OUTBOX)
    assert oles.next_names() == ["outbox"]


def test_two_that_change_at_once_never_hide_a_change(anna: User) -> None:
    """With numbers that are given before the commit, a reader could see 2 and never learn of 1."""
    began = threading.Event()

    def slow() -> None:
        with transaction.atomic():
            EventSequence.grow(anna.pk, EventName.OUTBOX)
            began.set()
            threading.Event().wait(0.3)
        connection.close()

    EventSequence.grow(anna.pk, EventName.MAIL)
    thread = threading.Thread(target=slow)
    thread.start()
    began.wait()
    EventSequence.grow(anna.pk, EventName.MAIL)
    row = EventSequence.of(anna.pk)
    thread.join()
    assert (row.number, row.outbox, row.mail) == (3, 2, 3)


def test_a_number_from_before_a_restored_backup_means_that_all_is_new(anna: User) -> None:
    events.publish(anna.pk, EventName.MAIL)
    assert EventSequence.of(anna.pk).since(1_000) == [(1, "mail")]


def test_where_streams_are_not_possible_the_page_asks(anna: User, annas: Client) -> None:
    events.publish(anna.pk, EventName.MAIL)
    events.publish(anna.pk, EventName.OUTBOX)
    assert annas.get("/events/poll/?from=1").json() == {"number": 2, "names": ["outbox"]}
    assert annas.get("/events/poll/?from=2").json() == {"number": 2, "names": []}
    assert annas.get("/events/poll/?from=nonsense").json() == {"number": 2, "names": []}


def test_a_quiet_person_is_looked_at_while_others_are_woken_all_the_time(
    hub: Hub, anna: User, ole: User
) -> None:
    Stream(hub, anna)
    oles, over = Stream(hub, ole), threading.Event()

    def wake_anna() -> None:
        while not over.wait(0.02):
            hub.look_at(anna.pk)

    busy = threading.Thread(target=wake_anna)
    busy.start()
    try:
        EventSequence.grow(ole.pk, EventName.OUTBOX)  # the wake for it is lost
        assert oles.next_names() == ["outbox"]
    finally:
        over.set()
        busy.join()
