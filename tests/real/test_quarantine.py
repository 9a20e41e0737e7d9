"""A message that cannot be taken: its reason, its source as text, and another try."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.reading import listing, text
from mail.models import Message, Quarantined
from mail.models.event_sequence import EventName
from mail.models.message import MessageState
from mail.models.quarantine import Reason
from mail.services import actions, errands, events, quarantine, texts
from mail.services.shortfalls import counted, shortfalls
from mail.services.sync import bodies, sync_account
from mail.transport.imap_session import ImapSession
from tests.real.behind import folder, letter, letters, run
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def five(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    connected.dovecot.deliver_many(kari.address, letters(1, 5))
    return account


def breaks(*_arguments: object, **_named: object) -> None:
    raise ZeroDivisionError


def leave_unread(account: EmailAccount) -> None:
    """Its texts cannot be read, so often that they are asked for no more."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "read_parts", breaks)
        for _ in range(texts.POISON_AFTER):
            run(account)


def taken(account: EmailAccount) -> set[int]:
    rows = Message.objects.filter(account=account, state=MessageState.COMPLETE)
    return set(rows.values_list("uid", flat=True))


def lacks(account: EmailAccount) -> list[tuple[str, int, int]]:
    folders = counted(account.mailboxes.shown())  # type: ignore[attr-defined]
    return [(lack.lack.value, lack.number, lack.total) for lack in shortfalls(folders)]


def test_a_record_that_cannot_be_read_is_taken_by_the_version_that_can(
    five: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = listing.from_server

    def breaks_at_3(structure: object, **named: object) -> object:
        if b"Subject: Letter 3" in named["header"]:  # type: ignore[operator]
            raise ZeroDivisionError
        return real(structure, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(listing, "from_server", breaks_at_3)
        run(five)
        assert taken(five) == {1, 2, 4, 5}
        quarantined = Quarantined.objects.get()
        assert quarantined.reason == Reason.RECORD
        assert lacks(five) == [("unreadable", 1, 5)]
        quarantine.try_again([quarantined])
        run(five)
        assert Quarantined.objects.get().reason == Reason.RECORD
    quarantine.try_again(Quarantined.objects.all())
    run(five)
    assert taken(five) == {1, 2, 3, 4, 5}
    assert not Quarantined.objects.exists()
    assert lacks(five) == []
    assert folder(five).repaired_count == 0


def test_a_text_that_cannot_be_read_keeps_its_row_and_is_tried_again(five: EmailAccount) -> None:
    leave_unread(five)
    assert {row.reason for row in Quarantined.objects.all()} == {Reason.TEXT}
    pks = set(Message.objects.values_list("pk", flat=True))
    assert quarantine.try_again(Quarantined.objects.all()) == 5
    run(five)
    assert taken(five) == {1, 2, 3, 4, 5}
    assert set(Message.objects.values_list("pk", flat=True)) == pks
    assert not Quarantined.objects.exists()


def test_a_page_that_looks_again_at_the_last_news_sees_that_nothing_is_in_quarantine(
    five: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_unread(five)
    quarantine.try_again(Quarantined.objects.all())
    told, seen = events.publish, []

    def told_and_looked_at(user_id: int, name: EventName) -> None:
        told(user_id, name)
        seen.append(Quarantined.objects.exists())

    monkeypatch.setattr(events, "publish", told_and_looked_at)
    run(five)
    assert seen
    assert not seen[-1]


def test_trying_again_in_vain_is_one_try_and_says_when(
    five: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave_unread(five)
    monkeypatch.setattr(text, "read_parts", breaks)
    quarantine.try_again(Quarantined.objects.all())
    run(five)
    rows = Quarantined.objects.all()
    assert len(rows) == 5
    assert all(row.tried_at and not row.retry_asked for row in rows)


def test_a_message_at_which_the_server_hangs_up_says_so_with_its_words(
    five: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ImapSession.fetch_parts_of_many

    def hangs_up_at_3(session: ImapSession, wanted: dict[int, object], limit_bytes: int) -> object:
        if 3 in wanted:
            raise MailError(Code.DROPPED, "BYE Internal error")
        return real(session, wanted, limit_bytes)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(ImapSession, "fetch_parts_of_many", hangs_up_at_3)
        for _ in range(bodies.HANGS_UP_AFTER + 1):
            sync_account(five)
    quarantined = Quarantined.objects.get()
    assert (quarantined.message.uid, quarantined.reason) == (3, Reason.DROPPED)
    assert quarantined.server_said == "BYE Internal error"
    assert taken(five) == {1, 2, 4, 5}
    quarantine.try_again([quarantined])
    run(five)
    assert taken(five) == {1, 2, 3, 4, 5}


def test_its_source_is_fetched_by_the_worker_and_lands_in_a_row(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver(kari.address, letter(1, "Tolv t\u00e5kede tau \x07"))
    run(account)
    message = Message.objects.get()
    errand = errands.fetch_source(message)
    assert errands.fetch_source(message) == errand
    actions.replay(account)
    errand.refresh_from_db()
    assert errand.state == "done"
    assert "Subject: Letter 1\n" in errand.text
    assert "t\u00e5kede tau \ufffd" in errand.text


def test_the_source_of_what_is_gone_says_so(five: EmailAccount) -> None:
    run(five)
    message = Message.objects.get(uid=3)
    message.uidvalidity = 99
    message.save()
    errand = errands.fetch_source(message)
    actions.replay(five)
    errand.refresh_from_db()
    assert (errand.state, errand.problem_code) == ("failed", "mailbox_missing")
