"""Which folders stand among the others: as the server's subscriptions say, where they are used."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from accounts.models import EmailAccount
from mail.models import Mailbox
from mail.services import actions, errands
from mail.services.actions import folders
from tests.real.behind import folder, opened, run
from tests.servers.world import MailWorld

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ["One", "Two", "Three"]
AUTO = ["Sent", "Drafts", "Trash", "Junk"]


class Unsubscribed(MailWorld):
    """A server that subscribes nobody to anything."""

    def _settings(self) -> str:
        mailboxes = "\n".join(f"mailbox {name} {{\n auto = no\n}}" for name in AUTO)
        return f"namespace inbox {{\n{mailboxes}\n}}\n"


@pytest.fixture(scope="module")
def world() -> Iterator[MailWorld]:
    with Unsubscribed() as mail_world:
        yield mail_world


@pytest.fixture
def unused(account: EmailAccount) -> EmailAccount:
    """Nobody has subscribed to anything but INBOX, as some servers do by themselves."""
    with opened(account) as session:
        for name in NAMES:
            session.connection.run("CREATE", f'"{name}"')
        session.connection.run("SUBSCRIBE", '"INBOX"')
    run(account)
    return account


def subscribed(account: EmailAccount) -> set[str]:
    rows = Mailbox.objects.filter(account=account, subscribed=True)
    return set(rows.values_list("name", flat=True))


def choose(account: EmailAccount, name: str, *, wanted: bool) -> None:
    errands.subscribe_folder(folder(account, name), wanted=wanted)
    actions.replay(account)
    run(account)


def test_where_nobody_uses_subscriptions_every_folder_is_shown(unused: EmailAccount) -> None:
    assert subscribed(unused) == {"INBOX", *NAMES}


def test_the_first_choice_hides_one_folder_and_no_other(unused: EmailAccount) -> None:
    choose(unused, "Two", wanted=False)
    assert subscribed(unused) == {"INBOX", "One", "Three"}
    choose(unused, "Two", wanted=True)
    assert subscribed(unused) == {"INBOX", *NAMES}


def test_a_folder_that_is_made_or_renamed_hides_no_other(unused: EmailAccount) -> None:
    made = folders.create_folder(unused.pk, "Four")
    actions.replay(unused)
    run(unused)
    assert subscribed(unused) == {"INBOX", *NAMES, "Four"}
    folders.rename_folder(folder(unused, made.name), "Five")
    actions.replay(unused)
    run(unused)
    assert subscribed(unused) == {"INBOX", *NAMES, "Five"}


def test_what_another_program_subscribes_to_counts(unused: EmailAccount) -> None:
    with opened(unused) as session:
        session.connection.run("SUBSCRIBE", '"One"')
    run(unused)
    assert subscribed(unused) == {"INBOX", "One"}
