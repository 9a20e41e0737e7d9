"""A change at which the server hangs up, times out or is busy: the others are told all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.models import Errand, Lane, Mailbox, Message, PendingAction
from mail.models.errand import ErrandState
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions, errands
from mail.services.actions import folders, refusals
from mail.services.actions.failing import GIVE_UP_AFTER
from mail.services.actions.groups import ALONE_AFTER
from mail.services.actions.replay import CONNECTIONS
from mail.services.errands import short
from mail.services.sync import sync_account
from mail.transport import imap_change
from tests.mailboxes import mailbox_of, message_in
from tests.played import PlayedImap, as_listed, play_imap

LONG_AGO = timedelta(hours=1)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> PlayedImap:
    return play_imap(monkeypatch)


def fails_at(
    monkeypatch: pytest.MonkeyPatch, *messages: Message, by: Exception | None = None
) -> list[tuple[int, ...]]:
    """The server breaks off where one of *messages* is named; what was told, in vain or not."""
    told: list[tuple[int, ...]] = []
    bad = {message.uid for message in messages}

    def store(played: PlayedImap, uids: Sequence[int], **_flags: Sequence[str]) -> None:
        told.append(tuple(uids))
        if bad.intersection(uids):
            raise by or MailError(Code.DROPPED, "BYE")
        played.stored.append(tuple(uids))

    monkeypatch.setattr(PlayedImap, "store_flags", store)
    return told


def pauses_end() -> None:
    PendingAction.objects.waiting().update(not_before=timezone.now() - LONG_AGO)


def fail_until(account: EmailAccount, failures: int) -> None:
    for _ in range(failures):
        pauses_end()
        actions.replay(account)


def end_of_pause() -> datetime:
    end = PendingAction.objects.get().not_before
    assert end is not None
    return end


def test_a_change_at_which_the_server_hangs_up_holds_up_no_other(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = message_in(inbox), message_in(inbox)
    fails_at(monkeypatch, bad)
    actions.change(bad, ActionKind.FLAG)
    actions.change(good, ActionKind.SEEN)
    actions.replay(account)
    assert server.stored == [(good.uid,)]
    left = PendingAction.objects.get()
    assert (left.message, left.failures, left.problem_code) == (bad, 1, Code.DROPPED)


def test_receiving_is_not_said_to_fail_because_a_change_does(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    fails_at(monkeypatch, message)
    actions.change(message, ActionKind.FLAG)
    fail_until(account, 3)
    account.refresh_from_db()
    assert account.problem is None


def test_it_is_told_again_after_pauses_that_grow_and_not_before(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    told = fails_at(monkeypatch, message)
    actions.change(message, ActionKind.FLAG)
    actions.replay(account)
    first = end_of_pause() - timezone.now()
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at == end_of_pause()
    actions.replay(account)
    assert (len(told), len(server.hosts)) == (1, 1)
    fail_until(account, 4)
    assert len(told) == 5
    assert end_of_pause() - timezone.now() > 4 * first


def test_a_server_that_is_busy_with_one_is_told_the_others_on_the_same_connection(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = message_in(inbox), message_in(inbox)
    fails_at(monkeypatch, bad, by=MailError(Code.BUSY, "[INUSE]"))
    actions.change(bad, ActionKind.FLAG)
    actions.change(good, ActionKind.SEEN)
    actions.replay(account)
    assert server.stored == [(good.uid,)]
    assert len(server.hosts) == 1


def test_a_group_that_fails_is_split_so_that_the_one_at_fault_is_found(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [message_in(inbox) for _ in range(5)]
    told = fails_at(monkeypatch, messages[0])
    actions.change_many(messages, ActionKind.SEEN)
    fail_until(account, ALONE_AFTER)
    assert [len(uids) for uids in told] == [5] * ALONE_AFTER
    fail_until(account, 1)
    assert server.stored == [(message.uid,) for message in messages[1:]]
    assert PendingAction.objects.get().message == messages[0]


def test_what_never_succeeds_is_put_back_with_the_reason(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    fails_at(monkeypatch, message)
    actions.change(message, ActionKind.FLAG)
    fail_until(account, GIVE_UP_AFTER - 1)
    assert Message.objects.get(pk=message.pk).flagged
    fail_until(account, 1)
    assert not Message.objects.get(pk=message.pk).flagged
    (refusal,) = refusals.refusals(account)
    assert (refusal.problem.code, refusal.problem.server_said) == (Code.DROPPED, "BYE")
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at is None


def test_a_fault_of_ours_counts_like_one_of_the_server_s(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = message_in(inbox), message_in(inbox)
    fails_at(monkeypatch, bad, by=ZeroDivisionError())
    actions.change(bad, ActionKind.FLAG)
    actions.change(good, ActionKind.SEEN)
    actions.replay(account)
    assert server.stored == [(good.uid,)]
    assert PendingAction.objects.get().problem_code == Code.INTERNAL
    fail_until(account, GIVE_UP_AFTER - 1)
    assert refusals.refusals(account)[0].problem.code is Code.INTERNAL


def test_a_later_change_of_the_same_message_waits_for_the_earlier_one(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    fails_at(monkeypatch, message)
    actions.change(message, ActionKind.FLAG)
    actions.replay(account)
    actions.change(message, ActionKind.UNFLAG)
    fails_at(monkeypatch)
    actions.replay(account)
    assert server.stored == []
    pauses_end()
    actions.replay(account)
    assert len(server.stored) == 2
    assert not PendingAction.objects.exists()


def test_those_that_never_failed_are_told_before_those_that_did(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = [message_in(inbox) for _ in range(2 * CONNECTIONS)]
    fails_at(monkeypatch, *bad)
    for message in bad:
        actions.change(message, ActionKind.FLAG)
    fail_until(account, 4)
    good = message_in(inbox)
    actions.change(good, ActionKind.SEEN)
    fail_until(account, 1)
    assert server.stored == [(good.uid,)]


def test_a_server_that_hangs_up_at_everything_is_not_asked_without_end(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages = [message_in(inbox) for _ in range(2 * CONNECTIONS)]
    fails_at(monkeypatch, *messages)
    actions.change_many(messages, ActionKind.FLAG)
    fail_until(account, ALONE_AFTER)
    server.hosts.clear()
    fail_until(account, 1)
    assert len(server.hosts) == CONNECTIONS
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at is not None


def test_a_folder_that_cannot_be_made_holds_up_only_what_goes_into_it(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hang_up(*_: object) -> None:
        raise MailError(Code.DROPPED)

    monkeypatch.setattr(server, "connection", None, raising=False)
    monkeypatch.setattr(imap_change, "create", hang_up)
    filed, good = message_in(inbox), message_in(inbox)
    made = folders.create_folder(account.pk, "Offers")
    actions.change(filed, ActionKind.MOVE, made)
    actions.change(good, ActionKind.SEEN)
    actions.replay(account)
    assert server.stored == [(good.uid,)]
    kinds = PendingAction.objects.values_list("kind", "failures", "attempts")
    assert list(kinds) == [(ActionKind.CREATE, 1, 1), (ActionKind.MOVE, 0, 0)]


def test_a_folder_is_not_removed_before_the_mail_in_it_has_left(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    projects = mailbox_of(account, "Projects", "")
    message = message_in(projects)
    actions.change(message, ActionKind.SEEN)
    actions.change(message, ActionKind.MOVE, inbox)
    folders.remove_folder(projects)
    fails_at(monkeypatch, message)
    actions.replay(account)
    assert PendingAction.objects.get(kind=ActionKind.REMOVE).attempts == 0


def test_a_host_that_is_down_is_a_problem_of_the_account_and_no_attempt(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def away(*_: object, **__: object) -> Iterator[None]:
        raise MailError(Code.REFUSED)
        yield

    monkeypatch.setattr(connect, "imap_session", away)
    actions.change(message_in(inbox), ActionKind.FLAG)
    actions.replay(account)
    account.refresh_from_db()
    assert account.problem is not None
    left = PendingAction.objects.get()
    assert (left.attempts, left.failures, left.not_before) == (0, 0, None)


def test_a_refused_account_is_no_failure_of_the_change(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    fails_at(monkeypatch, message, by=MailError(Code.ACCOUNT_BLOCKED))
    actions.change(message, ActionKind.FLAG)
    actions.replay(account)
    account.refresh_from_db()
    assert account.problem is not None
    assert PendingAction.objects.get().failures == 0


def test_a_good_synchronisation_neither_forgets_nor_hurries_what_fails(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    server.records = {message.uid: as_listed(message)}
    told = fails_at(monkeypatch, message)
    actions.change(message, ActionKind.FLAG)
    actions.replay(account)
    due_at = Lane.objects.get(name=LaneName.INTERACTIVE).due_at
    sync_account(account)
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at == due_at
    assert PendingAction.objects.late().count() == 1
    actions.replay(account)
    assert len(told) == 1


def test_an_errand_at_which_the_server_hangs_up_holds_up_no_other(
    account: EmailAccount, inbox: Mailbox, server: PlayedImap, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = errands.fetch_source(message_in(inbox)), errands.fetch_source(message_in(inbox))
    give: Callable[..., None] = lambda _session, errand, _lease: _hang_up_at(bad, errand)  # noqa: E731
    monkeypatch.setitem(short._DO, bad.kind, give)
    actions.replay(account)
    states = dict(Errand.objects.values_list("pk", "state"))
    assert states == {bad.pk: ErrandState.WORKING, good.pk: ErrandState.DONE}
    account.refresh_from_db()
    assert account.problem is None
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at is not None
    for _ in range(2):
        actions.replay(account)
    assert Errand.objects.get(pk=bad.pk).state == ErrandState.FAILED


def _hang_up_at(bad: Errand, errand: Errand) -> None:
    if errand.pk == bad.pk:
        raise MailError(Code.DROPPED)
