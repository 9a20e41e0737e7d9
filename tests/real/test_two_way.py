"""What a person does here happens on the server, once, whatever the server can do."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.models import Lane, Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import filing, folders, settling, transfer
from mail.services.sync import sync_account
from mail.transport import imap_change
from mail.transport.imap_session import ImapSession
from mail.transport.secret import Secret
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

CAPABILITIES = {
    "MOVE and UIDPLUS": "",
    "UIDPLUS only": "imap_capability = IMAP4rev1 IDLE UIDPLUS CONDSTORE SPECIAL-USE\n",
    "MOVE only": "imap_capability = IMAP4rev1 IDLE MOVE\n",
    "neither": "imap_capability = IMAP4rev1 IDLE\n",
}


class MaskedWorld(MailWorld):
    """Where the server hides some of what it can do."""

    def __init__(self, settings: str) -> None:
        super().__init__()
        self._masked = settings

    def _settings(self) -> str:
        return self._masked


@pytest.fixture(scope="module", params=CAPABILITIES, ids=lambda name: name.replace(" ", "-"))
def world(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    with MaskedWorld(CAPABILITIES[request.param]) as world:
        yield world


@pytest.fixture
def kari(world: MailWorld) -> Box:
    return world.new_user("kari")


@pytest.fixture
def account(world: MailWorld, kari: Box, anna: User, settings: Settings) -> EmailAccount:
    policy = world.policy()
    settings.MAIL_ALLOWED_PRIVATE_NETWORKS = policy.private_networks
    settings.MAIL_EXTRA_CA_FILE = policy.extra_ca_file
    settings.DNS_SERVERS = policy.dns_servers
    ports = {Service.IMAP: world.dovecot.imaps_port, Service.SMTP: world.postfix.smtps_port}
    logins = {
        service: Login(Endpoint(service, world.host, port, Security.TLS), kari.address)
        for service, port in ports.items()
    }
    secrets = dict.fromkeys(Service, Secret(kari.password))
    return keep_account(anna, kari.address, logins, secrets)


def letter(number: int) -> bytes:
    return (
        f"From: Ole <ole@havn.example>\r\nTo: kari@fjord.example\r\nSubject: Letter {number}\r\n"
        f"Message-ID: <{number}@havn.example>\r\n"
        f"Date: Mon, 23 Nov 2026 08:00:00 +0100\r\n\r\nHello {number}\r\n"
    ).encode()


def run(account: EmailAccount) -> None:
    report = sync_account(account, full=True, budget_s=60)
    assert report is not None
    assert not report.errors
    account.refresh_from_db()


def folder(account: EmailAccount, use: SpecialUse) -> Mailbox:
    return Mailbox.objects.filter(account=account).with_use(use).get()


def shown(mailbox: Mailbox) -> list[str]:
    """Subjects, as the list shows them, once each time they are shown."""
    rows = Message.objects.in_mailbox(mailbox).not_deleted()
    return sorted(rows.values_list("subject", flat=True))


def on_server(account: EmailAccount, name: str) -> list[str]:
    """What the server has there and does not call deleted."""
    with connect.imap_session(account) as session:
        session.select(name)
        deleted = {uid for uid, flags in session.fetch_flags().items() if flags.deleted}
        records = list(session.fetch_headers(session.uids()))
    subjects = [r.header.partition(b"Subject: ")[2].split(b"\r\n")[0] for r in records
                if r.uid not in deleted]  # fmt: skip
    return sorted(subject.decode() for subject in subjects)


def leases_run_out(account: EmailAccount) -> None:
    Lane.objects.filter(account=account).update(owner="", lease_until=None)


def agree(account: EmailAccount) -> None:
    """Both sides hold the same, after another look."""
    run(account)
    for mailbox in Mailbox.objects.filter(account=account):
        assert shown(mailbox) == on_server(account, mailbox.name), mailbox.name
    assert not PendingAction.objects.exists()


@pytest.fixture
def letters(world: MailWorld, kari: Box, account: EmailAccount) -> list[Message]:
    """Three letters in the inbox, seen by a first synchronisation."""
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(3)])
    run(account)
    return list(Message.objects.order_by("uid"))


def test_a_moved_message_keeps_its_row_and_is_there_once(
    account: EmailAccount, letters: list[Message]
) -> None:
    trash = folder(account, SpecialUse.TRASH)
    filing.throw_away(letters[:2])
    assert shown(trash) == ["Letter 0", "Letter 1"]
    actions.replay(account)
    assert not PendingAction.objects.exists()
    assert on_server(account, "Trash") == ["Letter 0", "Letter 1"]
    assert on_server(account, "INBOX") == ["Letter 2"]
    agree(account)
    assert set(Message.objects.in_mailbox(trash).values_list("pk", flat=True)) == {
        message.pk for message in letters[:2]
    }
    assert not Message.objects.in_mailbox(trash).filter(uid__lte=0).exists()


def test_a_look_between_click_and_replay_changes_nothing_on_the_screen(
    account: EmailAccount, letters: list[Message]
) -> None:
    inbox, trash = folder(account, SpecialUse.INBOX), folder(account, SpecialUse.TRASH)
    filing.throw_away(letters[:1])
    actions.change(letters[1], ActionKind.FLAG)
    run(account)
    assert (shown(inbox), shown(trash)) == (["Letter 1", "Letter 2"], ["Letter 0"])
    assert Message.objects.get(pk=letters[1].pk).flagged
    inbox.refresh_from_db()
    trash.refresh_from_db()
    assert (inbox.stored_count, trash.stored_count) == (2, 1)
    actions.replay(account)
    agree(account)


def test_what_is_done_to_a_message_on_its_way_happens_where_it_is(
    account: EmailAccount, letters: list[Message]
) -> None:
    archive = folders.create_folder(account.pk, "Projects")
    actions.change(letters[0], ActionKind.SEEN)
    actions.change(letters[0], ActionKind.MOVE, archive)
    actions.change(letters[0], ActionKind.FLAG)
    actions.change(letters[0], ActionKind.MOVE, folder(account, SpecialUse.SENT))
    actions.change(letters[0], ActionKind.UNFLAG)
    actions.change(letters[0], ActionKind.ANSWERED)
    actions.replay(account)
    agree(account)
    row = Message.objects.get(pk=letters[0].pk)
    assert row.mailbox.name == "Sent"
    with connect.imap_session(account) as session:
        session.select("Sent")
        (flags,) = session.fetch_flags().values()
    assert (flags.seen, flags.flagged, flags.answered) == (True, False, True)


def test_a_worker_killed_after_the_server_moved_repeats_without_a_second_copy(
    account: EmailAccount, letters: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.throw_away(letters[:2])
    with monkeypatch.context() as patch:
        patch.setattr(settling, "place", _killed)
        with pytest.raises(Killed):
            actions.replay(account)
    leases_run_out(account)
    assert on_server(account, "Trash") == ["Letter 0", "Letter 1"]
    assert PendingAction.objects.count() == 2
    actions.replay(account)
    agree(account)


def test_a_look_after_that_kill_makes_no_second_row(
    account: EmailAccount, letters: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.throw_away(letters[:2])
    with monkeypatch.context() as patch:
        patch.setattr(settling, "place", _killed)
        with pytest.raises(Killed):
            actions.replay(account)
    leases_run_out(account)
    run(account)
    assert shown(folder(account, SpecialUse.TRASH)) == ["Letter 0", "Letter 1"]
    actions.replay(account)
    agree(account)
    assert Message.objects.not_deleted().count() == 3


def test_a_connection_that_breaks_after_the_copy_leaves_no_second_copy(
    account: EmailAccount, letters: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.throw_away(letters[:2])
    with monkeypatch.context() as patch:
        patch.setattr(ImapSession, "store_flags", _dropped)
        actions.replay(account)
    PendingAction.objects.update(not_before=None)  # the pause is over
    actions.replay(account)
    agree(account)
    assert on_server(account, "Trash") == ["Letter 0", "Letter 1"]


def test_a_lease_that_is_lost_before_the_commit_costs_nothing(
    account: EmailAccount, letters: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    filing.throw_away(letters[:2])
    original = settling.place

    def lose_first(*arguments: object) -> bool:
        Lane.objects.filter(account=account, name=LaneName.INTERACTIVE).update(epoch=99)
        return original(*arguments)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(settling, "place", lose_first)
        actions.replay(account)
    assert PendingAction.objects.count() == 2
    leases_run_out(account)
    actions.replay(account)
    agree(account)


def test_what_another_program_marked_is_not_removed(
    account: EmailAccount, letters: list[Message]
) -> None:
    with connect.imap_session(account) as session:
        session.select("INBOX", readonly=False)
        session.store_flags([letters[2].uid], add=("\\Deleted",))
    filing.throw_away(letters[:1])
    actions.replay(account)
    with connect.imap_session(account) as session:
        session.select("INBOX", readonly=False)
        session.store_flags([letters[2].uid], remove=("\\Deleted",))
    agree(account)
    assert on_server(account, "INBOX") == ["Letter 1", "Letter 2"]


def test_what_is_erased_is_gone_for_good_and_takes_nothing_with_it(
    account: EmailAccount, letters: list[Message]
) -> None:
    filing.throw_away(letters)
    actions.replay(account)
    rows = Message.objects.select_related("mailbox")
    assert filing.erase(rows.filter(pk=letters[0].pk)) == 1
    trash = folder(account, SpecialUse.TRASH)
    run(account)
    assert shown(trash) == ["Letter 1", "Letter 2"]
    actions.replay(account)
    agree(account)
    assert on_server(account, "Trash") == ["Letter 1", "Letter 2"]


def test_a_message_that_is_gone_on_the_server_settles_itself(
    account: EmailAccount, letters: list[Message]
) -> None:
    with connect.imap_session(account) as session:
        session.select("INBOX", readonly=False)
        session.store_flags([letters[0].uid], add=("\\Deleted",))
        session.connection.run("EXPUNGE")
    filing.throw_away(letters[:1])
    actions.change(letters[0], ActionKind.FLAG)
    actions.replay(account)
    run(account)
    assert shown(folder(account, SpecialUse.TRASH)) == []


def test_a_folder_that_vanished_is_made_again_for_what_goes_there(
    account: EmailAccount, letters: list[Message]
) -> None:
    projects = folders.create_folder(account.pk, "Projects")
    actions.replay(account)
    run(account)
    actions.change(letters[0], ActionKind.MOVE, projects)
    with connect.imap_session(account) as session:
        imap_change.delete(session.connection, "Projects")
    run(account)
    assert shown(projects) == ["Letter 0"]
    actions.replay(account)
    agree(account)
    assert on_server(account, "Projects") == ["Letter 0"]


def test_changed_numbers_are_waited_for(
    world: MailWorld, kari: Box, account: EmailAccount, letters: list[Message]
) -> None:
    trash = folder(account, SpecialUse.TRASH)
    actions.change(letters[0], ActionKind.MOVE, trash)
    PendingAction.objects.update(uidvalidity=77)
    Message.objects.filter(uid__gt=0).update(uidvalidity=77)
    actions.replay(account)
    assert PendingAction.objects.count() == 1
    run(account)
    assert shown(folder(account, SpecialUse.INBOX)) == ["Letter 1", "Letter 2"]
    actions.replay(account)
    agree(account)
    assert on_server(account, "Trash") == ["Letter 0"]


def test_what_the_server_refuses_is_put_back_and_the_rest_goes_on(
    account: EmailAccount, letters: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    trash = folder(account, SpecialUse.TRASH)
    actions.change_many(letters, ActionKind.MOVE, trash)
    _refuse(monkeypatch, letters[1].uid, MailError(Code.COMMAND_REFUSED, "not this one"))
    actions.replay(account)
    refused = PendingAction.objects.get()
    assert (refused.message, refused.problem_code) == (letters[1], Code.COMMAND_REFUSED)
    assert refused.server_said == "not this one"
    assert shown(folder(account, SpecialUse.INBOX)) == ["Letter 1"]
    refused.delete()
    agree(account)
    assert Message.objects.get(pk=letters[1].pk).uid == letters[1].uid


def test_five_hundred_messages_take_a_handful_of_commands(
    world: MailWorld, kari: Box, account: EmailAccount
) -> None:
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(500)])
    run(account)
    world.dovecot.record(kari.address)
    rows = list(Message.objects.order_by("uid"))
    actions.change_many(rows, ActionKind.SEEN)
    filing.throw_away(rows)
    actions.replay(account)
    said = world.dovecot.commands(kari.address)
    assert said.count("+FLAGS.SILENT (\\Seen)") == 3
    assert said.count("UID MOVE") + said.count("UID COPY") == 3
    trash = folder(account, SpecialUse.TRASH)
    assert (trash.stored_count, trash.unseen_count) == (500, 0)
    agree(account)


def test_only_offered_commands_are_said(
    world: MailWorld, kari: Box, account: EmailAccount, letters: list[Message]
) -> None:
    world.dovecot.record(kari.address)
    filing.throw_away(letters)
    actions.replay(account)
    said = world.dovecot.commands(kari.address)
    with connect.imap_session(account) as session:
        offers = session.connection.offers
        assert ("UID MOVE" in said) == offers("MOVE")
        assert ("UID COPY" in said) == (not offers("MOVE"))
        assert ("UID EXPUNGE" in said) == (offers("UIDPLUS") and not offers("MOVE"))
    assert " EXPUNGE" not in said.replace("UID EXPUNGE", "")


class Killed(BaseException):
    """Like kill -9: nothing of ours catches it."""


def _killed(*_arguments: object) -> bool:
    raise Killed


def _dropped(*_arguments: object, **_named: object) -> None:
    raise MailError(Code.DROPPED)


def _refuse(monkeypatch: pytest.MonkeyPatch, uid: int, problem: MailError) -> None:
    """The server refuses whatever moves *uid*."""

    def refusing(original: Callable[..., object]) -> Callable[..., object]:
        def transfer_all(connection: object, uids: list[int], target: str) -> object:
            if uid in uids:
                raise problem
            return original(connection, uids, target)

        return transfer_all

    for name in ("move", "copy"):
        monkeypatch.setattr(
            transfer.imap_change, name, refusing(getattr(transfer.imap_change, name))
        )
