"""Synchronising with a real Dovecot: everything, once, whatever happens in between."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from accounts import connect
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.leases import Lease
from mail.services.sync import bodies, listing, sync_account
from mail.transport.imap_session import ImapSession
from mail.transport.secret import Secret
from tests.servers import faults_imap
from tests.servers.scripted import ScriptedServer
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)


def letter(number: int, body: str = "Hello") -> bytes:
    return (
        f"From: Ole <ole@havn.example>\r\nTo: kari@fjord.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@havn.example>\r\n"
        f"Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\n{body}\r\n"
    ).encode()


def run(account: EmailAccount) -> None:
    report = sync_account(account, budget_s=60)
    assert report is not None
    assert not report.errors
    account.refresh_from_db()


def test_everything_on_the_server_is_here_once(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(260)])
    connected.dovecot.deliver(kari.address, letter(900), "Sent")
    run(account)
    run(account)
    inbox = Mailbox.objects.get(account=account, special_use="inbox")
    assert inbox.stored_count == 260
    assert Message.objects.filter(account=account).count() == 261
    assert not Message.objects.filter(state=MessageState.LISTED).exists()
    assert account.synced_at is not None


def test_what_left_the_server_leaves_the_list(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(3)])
    run(account)
    with connect.imap_session(account) as session:
        session.select("INBOX", readonly=False)
        session.move([2], "Trash")
    run(account)
    inbox = Mailbox.objects.get(account=account, special_use="inbox")
    trash = Mailbox.objects.get(account=account, special_use="trash")
    assert [inbox.stored_count, trash.stored_count] == [2, 1]


def test_a_change_here_reaches_the_server_and_one_there_reaches_us(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(1), letter(2)])
    run(account)
    first, second = Message.objects.order_by("uid")
    actions.change(first, ActionKind.SEEN)
    actions.replay(account)
    assert not PendingAction.objects.exists()
    with connect.imap_session(account) as session:
        session.select("INBOX", readonly=False)
        assert session.fetch_flags()[first.uid].seen
        session.store_flags([second.uid], add=("\\Flagged",))
    run(account)
    second.refresh_from_db()
    assert second.flagged


def test_a_pending_change_is_not_taken_back_by_the_server(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver(kari.address, letter(1))
    run(account)
    message = Message.objects.get()
    actions.change(message, ActionKind.SEEN)
    sync_account(account, full=True, budget_s=60)
    message.refresh_from_db()
    assert message.seen


def test_a_worker_that_lost_its_lease_writes_nothing(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver(kari.address, letter(1))

    def steal(_report: object) -> None:
        Lease.take(account.pk, LaneName.SYNC)

    original = listing.ingest_headers

    def lose_first(*arguments: object) -> int:
        Lane.objects.filter(account=account, name=LaneName.SYNC).update(epoch=99)
        return original(*arguments)  # type: ignore[arg-type]

    listing.ingest_headers = lose_first  # type: ignore[assignment]
    try:
        report = sync_account(account, budget_s=60, progress=steal)
    finally:
        listing.ingest_headers = original
    assert report is not None
    assert not Message.objects.exists()


def test_a_message_with_ten_thousand_recipients_is_read(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    many = ",\r\n ".join(f"p{n}@havn.example" for n in range(10_000))
    raw = b"To: " + many.encode() + b"\r\n" + letter(1)
    connected.dovecot.deliver_many(kari.address, [raw, letter(2)])
    run(account)
    assert Message.objects.filter(state=MessageState.COMPLETE).count() == 2


def test_a_wrong_password_stops_and_is_not_tried_again(
    connected: MailWorld, account: EmailAccount
) -> None:
    connect.store_secret(account, Service.IMAP, Secret("not it"))
    sync_account(account)
    account.refresh_from_db()
    assert account.imap_problem_code == "auth_failed"
    assert Lane.objects.get(account=account, name=LaneName.SYNC).due_at is None


def test_the_commands_say_what_is_there(
    connected: MailWorld, kari: Box, account: EmailAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    connected.dovecot.deliver(kari.address, letter(1), flags=("\\Seen",))
    call_command("sync", kari.address, "--json")
    call_command("account", "check", kari.address, "--json")
    call_command("account", "dump", kari.address)
    told = capsys.readouterr().out
    assert '"fetched": 1' in told
    assert '"bytes_in": 0' not in told
    assert '"imap": {"ok": true' in told
    assert '"flags": ["\\\\Seen"]' in told


def test_a_server_that_drops_while_fetching_loses_nothing(
    connected: MailWorld, account: EmailAccount
) -> None:
    with ScriptedServer(
        faults_imap.drops_while_fetching(5, letter(1)), connected.certificate, implicit_tls=True
    ) as server:
        account.imap_port = server.port
        account.save()
        connect.store_secret(account, Service.IMAP, Secret("x"))
        sync_account(account)
    account.refresh_from_db()
    assert account.imap_problem_code in {"dropped", "protocol", "timeout"}
    assert account.problem is not None
    assert account.problem.retry


def test_a_change_in_a_folder_that_is_gone_waits_for_the_next_look_and_holds_up_no_other(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(1), letter(2)])
    run(account)
    gone, there = Message.objects.order_by("uid")
    gone.mailbox = Mailbox.objects.create(account=account, name="Gone", uidvalidity=7)
    gone.save()

    actions.change(gone, ActionKind.FLAG)
    actions.change(there, ActionKind.FLAG)
    actions.replay(account)

    assert PendingAction.objects.get().message == gone
    with connect.imap_session(account) as session:
        session.select("INBOX")
        assert session.fetch_flags()[there.uid].flagged
    run(account)
    gone.refresh_from_db()
    assert gone.gone_at


def test_a_multipart_without_a_boundary_is_read_all_the_same(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    torn = letter(1, "Twelve ropes.").replace(
        b"\r\n\r\n", b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed\r\n\r\n", 1
    )
    connected.dovecot.deliver(kari.address, torn)
    run(account)
    message = Message.objects.get()
    assert message.state == MessageState.COMPLETE
    assert "Twelve ropes." in message.body.text


def test_a_message_at_which_the_server_always_hangs_up_holds_up_no_other(
    connected: MailWorld, kari: Box, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(5)])
    real = ImapSession.fetch_parts_of_many

    def hangs_up_at_3(
        session: ImapSession, wanted: dict[int, tuple[str, ...]], limit_bytes: int
    ) -> object:
        if 3 in wanted:
            raise MailError(Code.DROPPED)
        return real(session, wanted, limit_bytes)

    def complete() -> set[int]:
        rows = Message.objects.filter(state=MessageState.COMPLETE)
        return set(rows.values_list("uid", flat=True))

    monkeypatch.setattr(ImapSession, "fetch_parts_of_many", hangs_up_at_3)
    sync_account(account)
    assert complete() == set()
    for _ in range(4):
        sync_account(account)
    assert complete() == {1, 2, 4, 5}
    for _ in range(bodies.HANGS_UP_AFTER):
        sync_account(account)
    assert Message.objects.get(uid=3).state == MessageState.UNREADABLE
    account.refresh_from_db()
    assert account.problem is None
