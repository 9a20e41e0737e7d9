"""What the server is asked, and what not: read in its own log of commands."""

from __future__ import annotations

import re

import pytest

from accounts.models import EmailAccount
from mail.core.errors import Code
from mail.models import Mailbox, Message
from tests.real.other_program import letter, program, synced
from tests.servers.capabilities import OnlyCondstore, Plain
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)
qresync = pytest.mark.parametrize("world", [MailWorld], indirect=True)
condstore = pytest.mark.parametrize("world", [OnlyCondstore], indirect=True)
plain = pytest.mark.parametrize("world", [Plain], indirect=True)


@pytest.fixture
def box(world: MailWorld, kari: Box, account: EmailAccount) -> Box:
    """Kari's: ten letters in INBOX, five in Kunder, all of them here already."""
    world.dovecot.deliver_many(kari.address, [letter(number) for number in range(1, 11)])
    world.dovecot.deliver_many(kari.address, [letter(n) for n in range(11, 16)], "Kunder")
    synced(account)
    synced(account)
    world.dovecot.record(kari.address)
    return kari


def asked(world: MailWorld, box: Box) -> list[str]:
    """The commands since signing in, without their tags."""
    lines = world.dovecot.commands(box.address).splitlines()
    return [re.sub(r"^[\d.]+ \w+ ", "", line) for line in lines]


def of_kind(commands: list[str], *kinds: str) -> list[str]:
    return [command for command in commands if command.startswith(kinds)]


@qresync
def test_when_nothing_changed_inbox_is_opened_and_the_rest_is_one_list(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    report = synced(account)
    commands = of_kind(asked(world, box), "EXAMINE", "SELECT", "LIST", "STATUS", "UID")
    assert [command.split()[0] for command in commands] == ["EXAMINE", "LIST"]
    assert report.bytes_in + report.bytes_out <= 2_000 + 120  # a sixth folder is one line more


@qresync
def test_new_mail_in_inbox_is_stored_before_the_folders_are_listed(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    world.dovecot.deliver(box.address, letter(20))
    synced(account)
    commands = of_kind(asked(world, box), "EXAMINE", "UID FETCH", "LIST")
    assert [command.split()[0] for command in commands][:2] == ["EXAMINE", "UID"]
    assert commands[-1].startswith("LIST")


@qresync
def test_only_the_folder_that_changed_is_opened(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    with program(world, box) as other:
        other.open("Kunder")
        other.flag("2", "\\Flagged")
    before = len(asked(world, box))
    synced(account)
    opened = of_kind(asked(world, box)[before:], "EXAMINE")
    assert len(opened) == 2
    assert opened[1].startswith('EXAMINE "Kunder" (QRESYNC (')


@condstore
def test_what_vanished_is_found_by_one_search_where_only_the_count_tells(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    with program(world, box) as other:
        other.open()
        other.expunge("3:4")
    before = len(asked(world, box))
    report = synced(account)
    commands = asked(world, box)[before:]
    assert report.expunged == 2
    assert not any("QRESYNC" in command for command in commands)
    assert len(of_kind(commands, "UID SEARCH RETURN (ALL) UID 1:*")) == 1
    assert all("CHANGEDSINCE" in command for command in of_kind(commands, "UID FETCH"))


@plain
def test_a_server_that_counts_nothing_is_asked_for_every_flag(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    synced(account)
    commands = asked(world, box)
    assert not any("MODSEQ" in c or "CHANGEDSINCE" in c or "RETURN" in c for c in commands)
    assert "UID FETCH 1:10 (UID FLAGS)" in commands


@qresync
def test_a_row_that_is_lost_here_is_brought_again_though_the_server_tells_no_change(
    world: MailWorld, box: Box, account: EmailAccount
) -> None:
    Message.objects.get(account=account, subject="Letter 12").delete()
    Mailbox.objects.filter(account=account, name="Kunder").update(stored_count=4)
    report = synced(account)
    assert report.fetched == 1


@qresync
def test_a_folder_that_cannot_be_opened_says_why_until_it_can(
    world: MailWorld, box: Box, account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mail.core.errors import MailError
    from mail.services.sync import one_folder

    def refused(*_arguments: object) -> None:
        raise MailError(Code.COMMAND_REFUSED, "mailbox is locked")

    folder = Mailbox.objects.get(account=account, name="Kunder")
    Mailbox.objects.filter(pk=folder.pk).update(highestmodseq=1)
    bring = one_folder.bring_folder
    with monkeypatch.context() as patch:
        patch.setattr(
            one_folder, "bring_folder",
            lambda run, session, mailbox: refused() if mailbox.pk == folder.pk
            else bring(run, session, mailbox),
        )  # fmt: skip
        from mail.services.sync import sync_account

        sync_account(account)
    folder.refresh_from_db()
    assert (folder.problem_code, folder.server_said) == ("command_refused", "mailbox is locked")
    synced(account)
    folder.refresh_from_db()
    assert (folder.problem_code, folder.server_said) == ("", "")
