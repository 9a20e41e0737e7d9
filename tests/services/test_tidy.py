"""What is put away, and what stays."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.utils import timezone

from accounts.models import ConnectionEvent, EmailAccount, SetupAttempt
from accounts.models.connection_event import Happening
from accounts.models.setup_attempt import LIFETIME, SetupState
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.models import Errand, Mailbox, Message, OutgoingMessage, PendingAction, SyncRun
from mail.models.outgoing import CopyState, OutgoingState
from mail.services import tick
from tests.mailboxes import account_of, mailbox_of, message_in

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def ran(account: EmailAccount, ago: timedelta, **found: object) -> SyncRun:
    then = timezone.now() - ago
    fields = {"started_at": then, "ended_at": then, "complete": True, **found}
    return SyncRun.objects.create(account=account, **fields)


def sent(account: EmailAccount, ago: timedelta, **fields: object) -> OutgoingMessage:
    then = timezone.now() - ago
    known = {
        "token": str(OutgoingMessage.objects.count()),
        "state": OutgoingState.SENT,
        "copy_state": CopyState.STORED,
        "not_before": then,
        "sent_at": then,
        "raw": b"Hello",
    }
    return OutgoingMessage.objects.create(account=account, **{**known, **fields})


def test_runs_that_found_nothing_go_after_hours_and_the_others_after_a_week(
    account: EmailAccount,
) -> None:
    ran(account, 7 * HOUR)
    ran(account, 8 * DAY, fetched=3)
    stay = [
        ran(account, 6 * DAY, fetched=3),
        ran(account, 7 * HOUR, flags=1),
        ran(account, 7 * HOUR, expunged=1),
        ran(account, 7 * HOUR, complete=False),
        ran(account, 5 * HOUR),
    ]
    tick.tidy()
    assert list(SyncRun.objects.order_by("pk")) == stay


def test_the_newest_run_of_each_account_stays_whatever_it_found(
    account: EmailAccount, ole: User
) -> None:
    ran(account, 9 * DAY)
    newest = [ran(account, 8 * DAY), ran(account_of(ole), 30 * DAY)]
    tick.tidy()
    assert list(SyncRun.objects.order_by("pk")) == newest


def test_the_bytes_of_what_lies_in_sent_go_after_a_week(account: EmailAccount) -> None:
    old = sent(account, 8 * DAY)
    stay = [
        sent(account, 6 * DAY),
        sent(account, 8 * DAY, copy_state=CopyState.PENDING),
        sent(account, 8 * DAY, state=OutgoingState.FAILED, copy_state=CopyState.NONE),
        sent(account, 8 * DAY, state=OutgoingState.IN_DOUBT, copy_state=CopyState.NONE),
    ]
    tick.tidy()
    rows = dict(OutgoingMessage.objects.values_list("pk", "raw"))
    assert bytes(rows.pop(old.pk)) == b""
    assert {pk: bytes(raw) for pk, raw in rows.items()} == {row.pk: b"Hello" for row in stay}


def test_sessions_that_are_over_go(db: None) -> None:
    now = timezone.now()
    Session.objects.create(session_key="over", expire_date=now - HOUR)
    Session.objects.create(session_key="valid", expire_date=now + HOUR)
    tick.tidy()
    assert Session.objects.get().session_key == "valid"


def test_a_password_handed_in_long_ago_does_not_wait_for_its_person(anna: User) -> None:
    state = SetupState.SIGNING_IN
    for ago in (LIFETIME + HOUR, LIFETIME / 2):
        one = SetupAttempt.objects.create(
            user=anna, address=anna.email, state=state, sealed_imap="v1.a", sealed_smtp="v1.b"
        )
        SetupAttempt.objects.filter(pk=one.pk).update(updated_at=timezone.now() - ago)
    tick.tidy()
    sealed = SetupAttempt.objects.order_by("pk").values_list("sealed_imap", "sealed_smtp")
    assert list(sealed) == [("", ""), ("v1.a", "v1.b")]


def test_the_connection_log_keeps_ninety_days_and_two_hundred_of_an_account(
    account: EmailAccount, ole: User
) -> None:
    oles = account_of(ole)
    for one, number in ((account, 203), (oles, 3)):
        for _ in range(number):
            ConnectionEvent.note(one, Service.IMAP, Happening.RECOVERED)
    newest = ConnectionEvent.objects.filter(account=account).order_by("-pk")[:200]
    stay = {event.pk for event in newest}
    old = ConnectionEvent.objects.filter(account=oles).order_by("pk").first()
    assert old is not None
    ConnectionEvent.objects.filter(pk=old.pk).update(at=timezone.now() - 91 * DAY)
    tick.tidy()
    rows = ConnectionEvent.objects
    assert set(rows.filter(account=account).values_list("pk", flat=True)) == stay
    assert rows.filter(account=oles).count() == 2


def test_what_left_the_server_is_erased_after_a_month_unless_something_points_at_it(
    account: EmailAccount,
) -> None:
    inbox = mailbox_of(account)
    long_ago, lately = timezone.now() - 31 * DAY, timezone.now() - 29 * DAY
    message_in(inbox, gone_at=long_ago)
    answered, pending = message_in(inbox, gone_at=long_ago), message_in(inbox, gone_at=long_ago)
    sent(account, HOUR, answers=answered)
    PendingAction.objects.create(account=account, message=pending, kind="seen")
    stay = [message_in(inbox), message_in(inbox, gone_at=lately), answered, pending]
    tick.tidy()
    assert set(Message.rows.all()) == set(stay)


def test_a_folder_that_vanished_is_erased_with_its_last_message(account: EmailAccount) -> None:
    empty, full = mailbox_of(account, "Empty", ""), mailbox_of(account, "Full", "")
    message_in(full, gone_at=timezone.now())
    Mailbox.objects.update(vanished_at=timezone.now())
    there = mailbox_of(account)
    tick.tidy()
    assert set(Mailbox.objects.all()) == {full, there}
    assert empty.pk


def test_what_was_fetched_to_be_looked_at_is_erased_the_next_day(account: EmailAccount) -> None:
    inbox = mailbox_of(account)
    old, new = (Errand.objects.create(account=account, mailbox=inbox, kind="source") for _ in "12")
    Errand.objects.filter(pk=old.pk).update(created_at=timezone.now() - 25 * HOUR)
    tick.tidy()
    assert list(Errand.objects.all()) == [new]
