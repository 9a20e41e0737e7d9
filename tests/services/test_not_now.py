"""Work that is told to come back later has not failed, and nobody is told that it has."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import ConnectionEvent, EmailAccount, HostState
from accounts.models.host_state import server_of
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail import tasks
from mail.core.endpoint import Service
from mail.core.errors import Code
from mail.core.sync.schedule import ACTIVE_FOR
from mail.models import EventSequence, Lane, OutgoingMessage, SyncRun, Watch
from mail.models.lane import LaneName
from mail.models.outgoing import OutgoingState
from mail.models.pending_action import ActionKind
from mail.services import actions, outbox, presence, tick
from mail.services.sync import sync_account
from mail.services.sync.next_look import next_look
from mail.services.trying import try_again
from tests.mailboxes import LOGINS, account_of, mailbox_of, message_in
from tests.played import DRAFT

MINUTE = timedelta(minutes=1)
PAUSE = 10 * MINUTE


@pytest.fixture
def account(anna: User) -> EmailAccount:
    """Both its servers have answered nobody for a quarter of an hour."""
    make_first_address(own_card(anna), anna.email)
    account = account_of(anna)
    now = timezone.now()
    for service in Service:
        endpoint = LOGINS[service].endpoint
        HostState.objects.create(
            pk=server_of(endpoint.host, endpoint.port),
            failures=5,
            openings=3,
            failing_since=now - 15 * MINUTE,
            ask_at=now + PAUSE,
            code=Code.TIMEOUT,
        )
    return account


def lane(account: EmailAccount, name: LaneName) -> Lane:
    return Lane.objects.get(account=account, name=name)


def comes_back(account: EmailAccount, name: LaneName) -> bool:
    """After the pause, spread over a quarter of it, as if nothing had been tried."""
    row, now = lane(account, name), timezone.now()
    assert row.due_at is not None
    return row.failures == 0 and PAUSE - MINUTE < row.due_at - now < 1.3 * PAUSE


def test_a_synchronisation_comes_back_and_is_no_failed_one(account: EmailAccount) -> None:
    Lane.objects.filter(account=account).update(due_at=timezone.now())
    report = sync_account(account)
    assert report is not None
    assert report.errors == ["timeout"]
    assert comes_back(account, LaneName.SYNC)
    assert not SyncRun.objects.exists()
    assert EmailAccount.objects.get().works
    assert not ConnectionEvent.objects.exists()


def test_changes_wait_and_stay_as_the_person_made_them(account: EmailAccount) -> None:
    message = message_in(mailbox_of(account))
    actions.change(message, ActionKind.FLAG)
    tasks.replay_actions(account.pk)
    assert comes_back(account, LaneName.INTERACTIVE)
    message.refresh_from_db()
    assert message.flagged
    assert EmailAccount.objects.get().works


def test_mail_waits_without_a_try_being_counted_and_its_person_is_told_why(
    account: EmailAccount,
) -> None:
    for token in ("one", "two"):
        outbox.queue_message(account, DRAFT, token=token)
    OutgoingMessage.objects.update(not_before=timezone.now() - MINUTE)
    tasks.send_messages(account.pk)
    first, second = OutgoingMessage.objects.order_by("pk")
    assert (first.state, first.attempts, first.problem_code) == (
        OutgoingState.DEFERRED,
        0,
        Code.TIMEOUT,
    )
    assert second.state == OutgoingState.QUEUED
    assert comes_back(account, LaneName.SEND)
    assert EmailAccount.objects.get().works


def test_a_person_who_asks_to_try_again_is_not_kept_waiting(account: EmailAccount) -> None:
    try_again(account)
    assert HostState.objects.filter(ask_at__gt=timezone.now()).count() == 0


def test_the_status_card_says_whom_it_waits_for(annas: Client, account: EmailAccount) -> None:
    page = annas.get("/options/email/account/").content.decode()
    assert "mail.fjord.example has not answered any account here since" in page
    assert page.count("badge--warning") == 2


def test_a_server_that_answers_again_is_not_mentioned(annas: Client, account: EmailAccount) -> None:
    HostState.objects.update(ask_at=None, failures=0)
    page = annas.get("/options/email/account/").content.decode()
    assert "has not answered any account" not in page


def test_administrators_see_it_beside_each_account(account: EmailAccount, ole: User) -> None:
    User.objects.filter(pk=ole.pk).update(is_staff=True)
    browser = Client()
    browser.force_login(ole)
    page = browser.get("/administration/accounts/").content.decode()
    assert "mail.fjord.example has not answered any account here since" in page


def test_a_server_that_nobody_has_asked_for_a_day_is_forgotten(account: EmailAccount) -> None:
    tick.tidy()
    assert HostState.objects.count() == 2
    long_ago = timezone.now() - timedelta(days=2)
    HostState.objects.update(spoken_for=long_ago, ask_at=long_ago)
    tick.tidy()
    assert not HostState.objects.exists()


def test_an_account_whose_person_is_there_is_looked_at_every_minute(account: EmailAccount) -> None:
    assert 4 * MINUTE < next_look(account) < 6 * MINUTE
    presence.note_seen(account.user_id)
    assert 0.9 * MINUTE <= next_look(account) <= 1.1 * MINUTE
    Watch.objects.claim("a watcher", [account.pk])
    Watch.objects.update(since=timezone.now())
    assert 0.9 * MINUTE <= next_look(account) <= 1.1 * MINUTE
    EventSequence.objects.update(seen_at=timezone.now() - ACTIVE_FOR)
    assert 9 * MINUTE <= next_look(account) <= 11 * MINUTE


def test_who_comes_back_finds_their_mail_looked_for_at_once(account: EmailAccount) -> None:
    Lane.objects.filter(account=account).update(due_at=timezone.now() + 4 * MINUTE)
    presence.note_seen(account.user_id)
    assert [one.name for one in Lane.objects.due()] == [LaneName.SYNC]
    Lane.objects.filter(account=account).update(due_at=timezone.now() + 4 * MINUTE)
    EventSequence.objects.update(seen_at=timezone.now() - 2 * MINUTE)
    presence.note_seen(account.user_id)  # they were there all the time
    assert not Lane.objects.due().exists()


def test_a_lane_that_failed_keeps_its_pause_when_its_person_comes_back(
    account: EmailAccount,
) -> None:
    Lane.objects.filter(account=account).update(due_at=timezone.now() + 4 * MINUTE, failures=3)
    presence.note_seen(account.user_id)
    assert not Lane.objects.due().exists()


def test_an_open_page_shows_that_its_person_is_there(annas: Client, anna: User) -> None:
    annas.get("/events/poll/")
    assert EventSequence.of(anna.pk).seen_at is not None
