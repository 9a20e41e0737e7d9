"""Folders whose names are no modified UTF-7, at a real server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts import connect
from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.imap.written_name import decoded, encoded
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import folders
from tests.real.accounts import logins_of, secrets_of
from tests.real.behind import letters, run, tell_server
from tests.servers.odd_names import OddNames
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = {
    b"R&-D": b"R&D",
    b"B&APw-cher": "Bücher".encode(),
    b"S&AOQ-le": b"S\xe4le",
    b"&AOQA9g-": b"&AOQ-&APY-",
    b"a&AAc-b": b"a\x07b",
}
"""As Dovecot has them, and as they come here."""


@pytest.fixture
def odd(connected: MailWorld) -> Iterator[OddNames]:
    with OddNames(connected, NAMES) as proxy:
        yield proxy


@pytest.fixture
def account(connected: MailWorld, kari: Box, anna: User, odd: OddNames) -> EmailAccount:
    make_first_address(own_card(anna), kari.address)
    logins = logins_of(connected, kari)
    endpoint = Endpoint(Service.IMAP, connected.host, odd.port, Security.TLS)
    logins[Service.IMAP] = Login(endpoint, kari.address)
    return keep_account(anna, kari.address, logins, secrets_of(kari))


@pytest.fixture
def filled(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    for number, name in enumerate(NAMES):
        mailbox = str(_usual(name))
        connected.dovecot.deliver_many(kari.address, letters(10 * number, 10 * number + 1), mailbox)
    connected.dovecot.deliver_many(kari.address, letters(100, 100))
    run(account)
    return account


def _usual(name: bytes) -> str:
    return "a\x07b" if name == b"a&AAc-b" else decoded(name) or ""


def of(account: EmailAccount, octets: bytes) -> Mailbox:
    return Mailbox.objects.get(account=account, name=decoded(octets))


def letters_in(account: EmailAccount, octets: bytes) -> int:
    return Message.objects.filter(mailbox=of(account, octets)).count()


def test_the_mail_of_every_folder_is_here_and_all_are_in_order(filled: EmailAccount) -> None:
    assert {octets: letters_in(filled, octets) for octets in NAMES.values()} == dict.fromkeys(
        NAMES.values(), 2
    )
    assert not Mailbox.objects.filter(account=filled).out_of_order().exists()
    assert filled.synced_at is not None


@pytest.mark.parametrize("octets", NAMES.values(), ids=ascii)
def test_mail_moves_into_the_folder_and_out_again(
    filled: EmailAccount, connected: MailWorld, kari: Box, octets: bytes
) -> None:
    inbox, folder = Mailbox.objects.get(special_use="inbox"), of(filled, octets)
    message = Message.objects.get(mailbox=inbox)
    for target in (folder, inbox):
        actions.change(message, ActionKind.MOVE, target)
        actions.replay(filled)
        run(filled)
        message.refresh_from_db()
        assert message.mailbox_id == target.pk
        assert not PendingAction.objects.exists()
    assert letters_in(filled, octets) == 2
    assert len(connected.dovecot.stored(kari.address)) == 1


def test_folders_are_made_below_one_and_it_is_renamed_with_them(
    filled: EmailAccount, odd: OddNames
) -> None:
    parent = of(filled, b"R&D")
    child = folders.create_folder(filled.pk, "Ærø", parent)
    actions.replay(filled)
    run(filled)
    assert b'CREATE "R&D/&AMY-r&APg-"' in odd.said
    folders.rename_folder(parent, "Research")
    actions.replay(filled)
    run(filled)
    assert b'RENAME "R&D" "Research"' in odd.said
    rows = dict(Mailbox.objects.filter(account=filled).values_list("name", "pk"))
    assert (rows["Research"], rows["Research/Ærø"]) == (parent.pk, child.pk)
    assert letters_in(filled, b"Research") == 2


def test_a_folder_that_another_program_gives_an_odd_name_keeps_its_row(
    filled: EmailAccount, odd: OddNames
) -> None:
    row = of(filled, b"R&D")
    tell_server(filled, "RENAME", row.name, "Plain")
    run(filled)
    assert of(filled, b"Plain").pk == row.pk
    tell_server(filled, "RENAME", "Plain", row.name)
    run(filled)
    assert of(filled, b"R&D").pk == row.pk


def test_control_characters_that_dovecot_itself_encodes_are_sent_as_it_wrote_them(
    connected: MailWorld, kari: Box, anna: User
) -> None:
    make_first_address(own_card(anna), kari.address)
    plain = keep_account(anna, kari.address, logins_of(connected, kari), secrets_of(kari))
    connected.dovecot.deliver_many(kari.address, letters(1, 2), "a\r\nb")
    run(plain)
    row = Mailbox.objects.get(account=plain, name__startswith="a", name__endswith="b")
    assert (encoded(row.name), row.last_name) == (b"a&AA0ACg-b", "a\ufffd\ufffdb")
    assert row.stored_count == 2
    with connect.imap_session(plain) as session:
        assert session.select(row.name).exists == 2
