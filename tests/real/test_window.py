"""Only so much mail as the person wants is held, more of it on request; with a real Dovecot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import ConnectionEvent, EmailAccount
from accounts.models.connection_event import Happening
from mail.core.errors import Code, MailError
from mail.models import Errand, Mailbox, Message, PendingAction
from mail.models import errand as errand_rows
from mail.models.errand import ErrandState
from mail.models.pending_action import ActionKind
from mail.services import actions, errands, windows
from mail.services.sync import gone, searching, sync_account, window
from mail.transport import imap_search
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_session import FetchedHeader, ImapSession
from tests.real.behind import delete_on_server, folder, letter, letters, opened, run
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

DAY_S = 86_400


@pytest.fixture
def years(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    """Ten letters of this week, ten of two months ago, ten of a year ago; uids in this order."""
    for number, days in enumerate((3, 60, 365)):
        got = time.time() - days * DAY_S
        first = number * 10 + 1
        connected.dovecot.deliver_many(kari.address, letters(first, first + 9), received=got)
    return account


def choose(account: EmailAccount, days: int, **more: bool) -> None:
    windows.choose(account, days, **more)
    run(account)


def held(account: EmailAccount) -> int:
    inbox = folder(account)
    assert inbox.is_in_order
    assert inbox.server_count == inbox.stored_count
    return Message.objects.filter(mailbox=inbox).count()


@pytest.mark.parametrize(("days", "number"), [(30, 10), (182, 20), (0, 30)])
def test_as_much_is_held_as_was_chosen(years: EmailAccount, days: int, number: int) -> None:
    EmailAccount.objects.filter(pk=years.pk).update(sync_window_days=days)
    run(years)
    assert held(years) == number
    day = timezone.localdate() - timedelta(days=days)
    assert folder(years).since == (day if days else None)


def test_a_wider_choice_brings_the_rest_and_calls_it_no_repair(years: EmailAccount) -> None:
    choose(years, 30)
    assert held(years) == 10
    choose(years, 182)
    assert held(years) == 20
    choose(years, 0)
    assert held(years) == 30
    assert not ConnectionEvent.objects.filter(what=Happening.REPAIRED).exists()


def test_a_narrower_choice_hides_nothing_that_is_here(years: EmailAccount) -> None:
    run(years)
    choose(years, 30)
    assert held(years) == 30
    assert folder(years).since is None


def test_a_narrower_choice_hides_what_is_older_when_the_person_asks(years: EmailAccount) -> None:
    run(years)
    choose(years, 30, hide_older=True)
    assert held(years) == 10
    assert Message.rows.count() == 30
    choose(years, 0)
    assert held(years) == 30
    assert Message.rows.count() == 30


def test_new_mail_is_taken_whatever_its_date(
    connected: MailWorld, kari: Box, years: EmailAccount
) -> None:
    choose(years, 30)
    old = time.time() - 400 * DAY_S
    connected.dovecot.deliver_many(kari.address, letters(31, 32), received=old)
    run(years)
    assert held(years) == 12
    run(years, full=True)
    assert held(years) == 12


def test_older_brings_a_quarter_and_at_least_what_fills_some_screens(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(years, 30)
    monkeypatch.setattr(window, "MANY", 5)
    windows.ask_for_older(folder(years))
    run(years)
    assert held(years) == 20
    inbox = folder(years)
    assert inbox.since == timezone.localdate() - timedelta(days=30) - window.A_STEP
    assert not inbox.older_asked
    windows.ask_for_older(inbox)
    run(years)
    assert held(years) == 30
    assert folder(years).since is None


def test_what_goes_on_the_server_goes_here_inside_the_window_and_outside(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(years, 30)
    errands.search_server(folder(years), "Letter 25")
    run(years)
    assert held(years) == 11
    delete_on_server(years, 25, 25)
    run(years)
    assert held(years) == 10
    delete_on_server(years, 1, 2)
    run(years)
    assert held(years) == 8


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, happens: Callable[[], None]) -> None:
    """Once, when a run next calls *name* of its session."""
    real, waiting = getattr(ImapSession, name), [happens]

    def called(session: ImapSession, *arguments: Any, **named: Any) -> Any:
        while waiting:
            waiting.pop()()
        return real(session, *arguments, **named)

    monkeypatch.setattr(ImapSession, name, called)


MOMENTS = ["list_mailboxes", "open_mailbox", "header_batches", "fetch_parts_of_many"]


@pytest.mark.parametrize("moment", MOMENTS)
def test_everything_chosen_in_the_midst_of_a_first_run_is_everything(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    EmailAccount.objects.filter(pk=years.pk).update(sync_window_days=30)
    meanwhile(monkeypatch, moment, lambda: windows.choose(copy(years), 0))
    run(years)
    run(years)
    assert held(years) == 30
    assert not Mailbox.objects.filter(since__isnull=False).exists()


@pytest.mark.parametrize("moment", ["open_mailbox", "fetch_flags"])
def test_what_is_chosen_while_a_folder_is_compared_holds(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    choose(years, 30)
    meanwhile(monkeypatch, moment, lambda: windows.choose(copy(years), 182))
    run(years, full=True)
    run(years)
    assert held(years) == 20


@pytest.mark.parametrize("moment", ["open_mailbox", "fetch_flags"])
def test_what_is_to_be_hidden_while_a_folder_is_compared_is_hidden(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    run(years)
    meanwhile(monkeypatch, moment, lambda: windows.choose(copy(years), 30, hide_older=True))
    run(years, full=True)
    run(years)
    assert held(years) == 10


def test_older_asked_for_while_new_mail_comes_is_brought(
    connected: MailWorld, kari: Box, years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(years, 30)
    monkeypatch.setattr(window, "MANY", 5)
    connected.dovecot.deliver_many(kari.address, letters(31, 31))
    inbox = folder(years)
    meanwhile(monkeypatch, "header_batches", lambda: windows.ask_for_older(inbox))
    run(years)
    run(years)
    assert held(years) == 21
    assert not folder(years).older_asked


def test_a_choice_made_while_another_is_carried_out_wins(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(years)
    windows.choose(years, 182, hide_older=True)

    def narrowed(*arguments: Any) -> None:
        windows.choose(copy(years), 30, hide_older=True)
        gone.hide(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(window, "hide", narrowed)
        run(years)
    run(years)
    assert held(years) == 10


def test_what_is_asked_for_and_then_hidden_is_hidden(years: EmailAccount) -> None:
    choose(years, 30)
    windows.ask_for_older(folder(years))
    choose(years, 30, hide_older=True)
    assert held(years) == 10
    windows.ask_for_older(folder(years))
    choose(years, 182)
    assert held(years) == 20
    assert folder(years).since == timezone.localdate() - timedelta(days=182)


def test_what_comes_back_has_the_flags_that_it_has_got_meanwhile(years: EmailAccount) -> None:
    run(years)
    starred = Message.objects.get(uid=22)
    actions.change(starred, ActionKind.FLAG)
    choose(years, 30, hide_older=True)
    with opened(years) as session:
        session.store_flags([21, 22], add=["\\Seen"])
    choose(years, 0)
    assert held(years) == 30
    assert set(Message.objects.filter(seen=True).values_list("uid", flat=True)) == {21, 22}
    starred.refresh_from_db()
    assert starred.flagged
    assert folder(years).unseen_count == 28


def asked_for(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The uids of which a run asks for the header."""
    asked: list[int] = []
    real = ImapSession.header_batches

    def counted(session: ImapSession, uids: Sequence[int]) -> Iterator[list[FetchedHeader]]:
        asked.extend(uids)
        return real(session, uids)

    monkeypatch.setattr(ImapSession, "header_batches", counted)
    return asked


@pytest.fixture
def decades(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    """Of sixty days, each half a year apart, two letters, no two of one size; four of this week."""
    for number in range(1, 61):
        got = time.time() - (61 - number) * 182 * DAY_S
        said = [letter(number, "x" * number), letter(100 + number, "x" * (200 + number))]
        connected.dovecot.deliver_many(kari.address, said, received=got)
    connected.dovecot.deliver_many(kari.address, letters(61, 64))
    choose(account, 30)
    for word in ("Letter 7", "Letter 20", "Letter 33"):
        errands.search_server(folder(account), word)
    run(account)
    return account


def test_what_is_held_from_before_the_window_is_found_again_under_new_numbers(
    connected: MailWorld, kari: Box, decades: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(Message.objects.values_list("pk", "subject"))
    assert held(decades) == 7
    connected.dovecot.forget_numbers(kari.address)
    asked = asked_for(monkeypatch)
    run(decades)
    assert held(decades) == 7
    assert set(Message.objects.values_list("pk", "subject")) == before
    assert Message.rows.count() == 7
    assert len(asked) == 7


def test_old_mail_is_found_again_by_a_server_that_takes_longer_than_a_run(
    connected: MailWorld, kari: Box, decades: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.dovecot.forget_numbers(kari.address)
    real = ImapSession.fetch_marks

    def slow(session: ImapSession, uids: Sequence[int]) -> object:
        time.sleep(1.5)
        return real(session, uids)

    monkeypatch.setattr(ImapSession, "fetch_marks", slow)
    for _ in range(4):
        sync_account(decades, budget_s=1)
    assert held(decades) == 7
    assert Message.rows.count() == 7


def test_a_move_of_old_mail_survives_new_numbers(
    connected: MailWorld, kari: Box, decades: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = folder(decades, "Sent")
    moved = Message.objects.get(subject="Letter 7")
    erased = Message.objects.get(subject="Letter 20")
    actions.change(moved, ActionKind.MOVE, sent)
    actions.change(erased, ActionKind.ERASE)
    connected.dovecot.forget_numbers(kari.address)
    run(decades)
    assert PendingAction.objects.count() == 2
    actions.replay(decades)
    run(decades)
    assert held(decades) == 5
    assert not PendingAction.objects.exists()
    assert Message.objects.get(mailbox=sent).pk == moved.pk
    assert len(connected.dovecot.stored(kari.address, "Sent")) == 1
    assert len(connected.dovecot.stored(kari.address)) == 122


def test_what_has_left_here_is_not_brought_back_by_a_search(years: EmailAccount) -> None:
    run(years)
    moved, erased = Message.objects.filter(uid__in=[24, 25]).order_by("uid")
    actions.change(moved, ActionKind.MOVE, folder(years, "Sent"))
    actions.change(erased, ActionKind.ERASE)
    errands.search_server(folder(years), "Letter 2")
    run(years)
    assert Message.rows.count() == 30
    assert Message.objects.filter(mailbox=folder(years)).count() == 28
    erased.refresh_from_db()
    assert erased.gone_at


def test_a_move_not_yet_told_leaves_a_folder_with_a_window_in_order(
    connected: MailWorld, kari: Box, years: EmailAccount
) -> None:
    choose(years, 30)
    actions.change(Message.objects.get(uid=3), ActionKind.MOVE, folder(years, "Sent"))
    connected.dovecot.deliver_many(kari.address, letters(31, 31))
    run(years)
    inbox = folder(years)
    assert (inbox.is_in_order, inbox.short_by, inbox.stored_count) == (True, 0, 10)
    assert inbox.server_count == 11


def test_a_search_on_the_server_brings_ordinary_rows_with_their_texts(
    connected: MailWorld, kari: Box, years: EmailAccount
) -> None:
    old = time.time() - 300 * DAY_S
    said = letter(77, "Vi sender t\u00e5kelurer og blom").replace(
        b"\r\n\r\n", b"\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n", 1
    )
    connected.dovecot.deliver_many(kari.address, [said], received=old)
    choose(years, 30)
    errand = errands.search_server(folder(years), "t\u00e5kelurer")
    assert errands.search_server(folder(years), "t\u00e5kelurer") == errand
    run(years)
    errand.refresh_from_db()
    found = Message.objects.get(pk__in=errand.found)
    assert (errand.state, errand.total, errand.done) == ("done", 1, 1)
    assert found.state == "complete"
    assert "t\u00e5kelurer" in found.body.text


def parts_of_four(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(searching, "PART", 4)
    patch.setattr(errand_rows, "PART", 4)


def subjects(errand: Errand) -> list[str]:
    rows = Message.objects.filter(pk__in=errand.found).newest_first()
    return list(rows.values_list("subject", flat=True))


def test_a_search_tells_how_many_there_are_in_truth_and_brings_them_in_parts(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(years, 30)
    parts_of_four(monkeypatch)
    errand = errands.search_server(folder(years), "Hello")
    seen: list[str] = []
    for newer in range(0, 30, 4):
        run(years)
        errand.refresh_from_db()
        assert (errand.total, errand.newer, errand.done) == (30, newer, min(4, 30 - newer))
        seen += subjects(errand)
        errand = errands.search_further(errand)
    assert len(seen) == len(set(seen)) == held(years) == 30


def test_a_part_of_a_folder_that_was_numbered_anew_begins_with_the_newest(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    choose(years, 30)
    parts_of_four(monkeypatch)
    first = errands.search_server(folder(years), "Hello")
    run(years)
    first.refresh_from_db()
    Errand.objects.filter(pk=first.pk).update(uidvalidity=first.uidvalidity + 1)
    first.refresh_from_db()
    again = errands.search_further(first)
    run(years)
    again.refresh_from_db()
    assert (again.newer, again.found) == (0, first.found)


@pytest.mark.parametrize("hostile", ['" ALL {5}', "a\\b", "NOT ALL", "{100}", "x" * 500])
def test_words_are_words_whatever_they_are(years: EmailAccount, hostile: str) -> None:
    choose(years, 30)
    errand = errands.search_server(folder(years), hostile[:200])
    run(years)
    errand.refresh_from_db()
    assert (errand.state, errand.total) == ("done", 0)


def test_a_server_without_utf8_is_asked_for_the_plain_words(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(years)
    real = ImapConnection.run

    def refuses(
        connection: ImapConnection, name: str, *arguments: object, **named: object
    ) -> bytes:
        if "CHARSET" in arguments:
            connection.wire.literal = None
            raise MailError(Code.COMMAND_REFUSED, "[BADCHARSET (US-ASCII)]")
        return real(connection, name, *arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(ImapConnection, "run", refuses)
    errand = errands.search_server(folder(years), "t\u00e5ke Hello")
    run(years)
    errand.refresh_from_db()
    assert (errand.total, errand.asked) == (30, "Hello")


def test_a_search_at_which_the_server_always_hangs_up_ends(
    years: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(years)

    def drops(*_: object) -> list[int]:
        raise MailError(Code.DROPPED, "BYE")

    errand = errands.search_server(folder(years), "Hello")
    with monkeypatch.context() as patch:
        patch.setattr(searching, "uids_with_text", drops)
        for _ in range(4):
            sync_account(years)
    errand.refresh_from_db()
    assert errand.state == ErrandState.FAILED
    run(years)
    assert Errand.objects.filter(state=ErrandState.WAITING).count() == 0


def test_a_day_is_written_in_the_words_of_the_protocol(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(imap_search, "search", lambda _connection, words: asked.append(words) or [])
    imap_search.uids_since(None, date(2026, 3, 1))  # type: ignore[arg-type]
    assert asked == ["SINCE 1-Mar-2026"]
