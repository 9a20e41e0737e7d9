"""Only so much mail as the person wants is held, more of it on request; with a real Dovecot."""

from __future__ import annotations

import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import ConnectionEvent, EmailAccount
from accounts.models.connection_event import Happening
from mail.core.errors import Code, MailError
from mail.models import Errand, Message
from mail.models import errand as errand_rows
from mail.models.errand import ErrandState
from mail.services import errands, windows
from mail.services.sync import searching, sync_account, window
from mail.transport import imap_search
from mail.transport.imap_connection import ImapConnection
from tests.real.behind import delete_on_server, folder, letter, letters, run
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
