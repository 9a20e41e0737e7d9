"""The sample mailbox is a mailbox like any other: brought, watched and changed from both sides."""

from __future__ import annotations

import imaplib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts import sample
from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from crm_inbox.sample.server import SampleServer
from mail.core.endpoint import Login, Service
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message, PendingAction, Quarantined
from mail.models.message import MessageState
from mail.models.pending_action import ActionKind
from mail.services import actions, windows
from mail.services.actions import filing, folders
from mail.transport.secret import Secret
from tests.real.behind import letter, run
from tests.real.other_program import Program, places_here, signed_in
from tests.real.standing import counters_are_right
from tests.real.watching import calm, is_due, is_watched, until, watching

pytestmark = pytest.mark.django_db(transaction=True)

LETTERS = 41
"""What the sample mailbox begins with, in all folders."""


@pytest.fixture
def server(tmp_path: Path, settings: Settings) -> Iterator[SampleServer]:
    """As ``serve --sample`` starts it, and announces it to the guard."""
    settings.VAR_DIR = tmp_path
    server = SampleServer(tmp_path / "sample", imap_port=0, smtp_port=0)
    server.start()
    sample.announce(servers_of(server))
    yield server
    sample.withdraw()
    server.stop()


@pytest.fixture
def account(server: SampleServer, anna: User) -> EmailAccount:
    make_first_address(own_card(anna), server.address)
    preset = servers_of(server).preset
    logins = {
        Service.IMAP: Login(preset.imap, server.address),
        Service.SMTP: Login(preset.smtp, server.address),
    }
    secrets = dict.fromkeys(Service, Secret(server.password))
    return keep_account(anna, server.address, logins, secrets)


def servers_of(server: SampleServer) -> sample.SampleServers:
    domain = server.address.partition("@")[2]
    return sample.SampleServers(domain, server.host, server.imap_port, server.smtp_port)


@contextmanager
def program(server: SampleServer) -> Iterator[Program]:
    client = imaplib.IMAP4(server.host, server.imap_port, timeout=10)
    with signed_in(client, server.address, server.password) as there:
        yield there


def agree(server: SampleServer, account: EmailAccount, *, full: bool = False) -> None:
    """Both sides hold the same after a look at what changed or, when *full*, at everything."""
    run(account, full=full)
    with program(server) as there:
        assert places_here(account) == there.everything()
    assert not PendingAction.objects.exists()
    assert not Message.objects.filter(state=MessageState.LISTED).exists()
    assert not Quarantined.objects.exists()
    counters_are_right(account)


def folder(account: EmailAccount, name: str) -> Mailbox:
    return Mailbox.objects.get(account=account, name=name)


def inbox_rows(account: EmailAccount) -> list[Message]:
    rows = Message.objects.filter(mailbox=folder(account, "INBOX"))
    return list(rows.select_related("mailbox", "account").order_by("uid"))


def test_a_first_look_brings_every_letter_with_its_text(
    server: SampleServer, account: EmailAccount
) -> None:
    agree(server, account)
    agree(server, account, full=True)
    rows = Message.objects.filter(account=account)
    assert rows.count() == LETTERS
    assert all(text for text in rows.values_list("body__text", flat=True))
    uses = set(Mailbox.objects.values_list("special_use", flat=True))
    assert {"inbox", "sent", "drafts", "trash", "archive"} <= uses


def test_a_second_look_brings_what_another_program_did(
    server: SampleServer, account: EmailAccount
) -> None:
    run(account)
    before = dict(Message.objects.values_list("content_id", "pk"))
    with program(server) as there:
        there.append("INBOX", letter(1), "\\Flagged")
        there.append("Archive", letter(2))
        there.open("INBOX")
        there.flag("1:3", "\\Flagged")
        there.flag("4", "\\Seen", sign="-")
        there.move("5:6", "Archive/Projects")
        there.expunge("7")
    agree(server, account)
    agree(server, account, full=True)
    now = dict(Message.objects.values_list("content_id", "pk"))
    assert len(now) == LETTERS + 1
    assert all(before[content] == pk for content, pk in now.items() if content in before)


def test_folders_that_another_program_makes_and_renames_keep_their_mail(
    server: SampleServer, account: EmailAccount
) -> None:
    run(account)
    projects = folder(account, "Archive/Projects")
    with program(server) as there:
        there.create("Kunder/Ærø")
        there.append("Kunder/Ærø", letter(1))
        there.rename("Archive", "Before")
    agree(server, account)
    projects.refresh_from_db()
    assert projects.name == "Before/Projects"
    with program(server) as there:
        there.open("Kunder/Ærø")
        there.move("1", "INBOX")
    with program(server) as there:
        there.delete("Kunder/Ærø")
    agree(server, account)
    assert not Mailbox.objects.shown().filter(name="Kunder/Ærø").exists()


def test_nothing_is_fetched_again_when_nothing_changed(
    server: SampleServer, account: EmailAccount
) -> None:
    run(account)
    again = run(account)
    assert (again.fetched, again.flags, again.expunged) == (0, 0, 0)


def test_what_a_person_does_here_happens_in_the_sample_mailbox(
    server: SampleServer, account: EmailAccount
) -> None:
    run(account)
    first, second, third, *rest = inbox_rows(account)
    actions.change(first, ActionKind.FLAG)
    actions.change(first, ActionKind.UNSEEN)
    filing.throw_away([second])
    filing.archive(rest[:5])
    filing.mark_junk([third])  # there is no such folder yet
    run(account)
    actions.replay(account)
    agree(server, account)
    assert Message.objects.get(pk=third.pk).mailbox.special_use == SpecialUse.JUNK
    thrown_away = Message.objects.select_related("mailbox").filter(pk=second.pk)
    assert filing.erase(thrown_away) == 1
    actions.replay(account)
    agree(server, account)
    assert not Message.objects.filter(pk=second.pk).exists()


def test_folders_made_renamed_and_removed_here_are_so_there(
    server: SampleServer, account: EmailAccount
) -> None:
    run(account)
    work = folders.create_folder(account.pk, "Work")
    old = folders.create_folder(account.pk, "Old", work)
    actions.change_many(inbox_rows(account)[:3], ActionKind.MOVE, old)
    folders.rename_folder(work, "Jobs")
    actions.replay(account)
    agree(server, account)
    assert Message.objects.filter(mailbox__name="Jobs/Old").count() == 3
    actions.change_many(list(Message.objects.filter(mailbox=old)), ActionKind.MOVE,
                        folder(account, "INBOX"))  # fmt: skip
    folders.remove_folder(Mailbox.objects.get(pk=old.pk))
    actions.replay(account)
    agree(server, account)
    assert not Mailbox.objects.filter(pk=old.pk).exists()


def test_a_window_holds_the_newest_and_widens(server: SampleServer, account: EmailAccount) -> None:
    with program(server) as there:
        there.append("INBOX", letter(1), received=time.time() - 400 * 86_400)
    EmailAccount.objects.filter(pk=account.pk).update(sync_window_days=30)
    run(account)
    held = Message.objects.filter(account=account).count()
    assert 0 < held < LETTERS
    windows.choose(account, 0)
    agree(server, account)
    assert Message.objects.filter(account=account).count() == LETTERS + 1


@pytest.mark.parametrize("happens", ["mail", "a flag", "a removal"])
def test_what_happens_in_inbox_is_pushed(
    server: SampleServer, account: EmailAccount, happens: str
) -> None:
    run(account)
    calm(account)
    with watching():
        until(lambda: is_watched(account))
        with program(server) as there:
            there.open("INBOX")
            if happens == "mail":
                there.append("INBOX", letter(1))
            elif happens == "a flag":
                there.flag("1", "\\Flagged")
            else:
                there.expunge("1")
        until(lambda: is_due(account))
    agree(server, account)
