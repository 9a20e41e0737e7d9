"""What a person asked for once more, and what breaks the connection: neither holds up the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import DataError
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import ListedMailbox, Selected
from mail.models import Mailbox, Message, PendingAction, Quarantined
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.models.quarantine import Reason
from mail.services import actions, quarantine, retaking
from mail.services.sync import sync_account
from tests.mailboxes import mailbox_of, message_in
from tests.played import INBOX, PlayedImap, as_listed, play_imap

ONE_PART = {"parts": [], "text": ["1"], "html": []}


def folder(name: str) -> ListedMailbox:
    return ListedMailbox(name, "/", None, selectable=True)


def untold(mailbox: Mailbox) -> Message:
    """A message whose text is still to come."""
    message = message_in(mailbox, state=MessageState.LISTED)
    message.body.structure = ONE_PART
    message.body.save()
    return message


def placeholder(mailbox: Mailbox) -> Message:
    """One whose record could not be understood, and which is to be tried again."""
    message = message_in(
        mailbox, state=MessageState.UNREADABLE, subject="", from_name="", from_address=""
    )
    message.body.structure = {}
    message.body.headers = {}
    message.body.save()
    Quarantined.objects.create(
        message=message, account=mailbox.account, reason=Reason.RECORD, since=timezone.now()
    )
    quarantine.try_again(Quarantined.objects.filter(message=message))
    return message


def hangs_up_at(monkeypatch: pytest.MonkeyPatch, *uids: int) -> list[list[int]]:
    """At the texts of *uids*; what was asked for, in turn."""
    asked: list[list[int]] = []
    plain = PlayedImap.fetch_parts_of_many

    def fetch(
        server: PlayedImap, wanted: Mapping[int, Sequence[str]], limit_bytes: int
    ) -> Iterator[tuple[int, Any]]:
        asked.append(sorted(wanted))
        if set(wanted) & set(uids):
            raise MailError(Code.DROPPED, "BYE")
        yield from plain(server, wanted, limit_bytes)

    monkeypatch.setattr(PlayedImap, "fetch_parts_of_many", fetch)
    return asked


def test_a_message_in_inbox_that_breaks_the_connection_holds_up_no_other_folder(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = untold(inbox)
    server = play_imap(monkeypatch, as_listed(bad))
    server.mailboxes = [INBOX, folder("A"), folder("B")]
    hangs_up_at(monkeypatch, bad.uid)
    for _ in range(2):
        sync_account(account)
    others = Mailbox.objects.filter(account=account, name__in=["A", "B"])
    assert [one.compared_at is not None for one in others] == [True, True]


def test_what_broke_a_connection_is_asked_for_last_and_the_least_suspect_first(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = mailbox_of(account, "A", use="")
    bad, better = untold(inbox), untold(other)
    fine = [untold(inbox), untold(other)]
    Message.objects.filter(pk=bad.pk).update(failures=3)
    Message.objects.filter(pk=better.pk).update(failures=1)
    server = play_imap(monkeypatch, *map(as_listed, [bad, better, *fine]))
    server.mailboxes = [INBOX, folder("A")]
    server.selected = replace(server.selected, exists=4)
    asked = hangs_up_at(monkeypatch, bad.uid)
    report = sync_account(account)
    assert report is not None
    assert report.errors == [Code.DROPPED]
    assert asked[-2:] == [[better.uid], [bad.uid]]
    texts = Message.objects.filter(pk__in=[better.pk, *(one.pk for one in fine)])
    assert {one.state for one in texts} == {MessageState.COMPLETE}


def refuses(monkeypatch: pytest.MonkeyPatch, refused: str) -> None:
    plain = PlayedImap.select

    def select(server: PlayedImap, name: str, readonly: bool = True) -> Selected:
        if name == refused:
            raise MailError(Code.COMMAND_REFUSED, "[SERVERBUG] index")
        return plain(server, name)

    monkeypatch.setattr(PlayedImap, "select", select)


@pytest.mark.parametrize("of", [placeholder, untold], ids=["a record", "a suspect"])
def test_trying_again_in_a_folder_that_refuses_fails_no_run(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch, of: Any
) -> None:
    closed = mailbox_of(account, "X", use="")
    message = of(closed)
    Message.objects.filter(pk=message.pk).update(failures=1)
    server = play_imap(monkeypatch)
    server.selected = replace(server.selected, exists=0)
    server.mailboxes = [INBOX, folder("X")]
    refuses(monkeypatch, "X")
    sync_account(account)
    account.refresh_from_db()
    closed.refresh_from_db()
    assert account.problem is None
    assert closed.problem_code == Code.COMMAND_REFUSED


def test_a_record_taken_again_keeps_its_row_and_what_hangs_on_it(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = placeholder(inbox)
    actions.change(message, ActionKind.FLAG)
    play_imap(monkeypatch, as_listed(message, Flags(seen=True)))
    sync_account(account)
    taken = Message.objects.get()
    assert taken.pk == message.pk
    assert (taken.subject, taken.seen, taken.flagged) == ("Offer", True, True)
    assert (taken.state, taken.body.text) == (MessageState.COMPLETE, "Hello")
    assert PendingAction.objects.get().message == taken
    assert not Quarantined.objects.exists()
    inbox.refresh_from_db()
    assert (inbox.stored_count, inbox.unseen_count, inbox.short_by) == (1, 0, 0)


def test_a_record_that_the_store_refuses_again_stays_as_it_is(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = placeholder(inbox)
    play_imap(monkeypatch, as_listed(message))

    def refuses(*_: object) -> None:
        raise DataError

    monkeypatch.setattr(retaking, "_write", refuses)
    sync_account(account)
    quarantined = Quarantined.objects.get(message=message)
    assert quarantined.tried_at is not None
    assert not quarantined.retry_asked
