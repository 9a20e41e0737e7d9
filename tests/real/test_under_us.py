"""A folder that another program deletes while we read it: Dovecot hangs up, the rest goes on."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from accounts.models import ConnectionEvent, EmailAccount
from mail.core.errors import Code, MailError
from mail.models import Lane, Mailbox, Message, SyncRun
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.services.sync import listing, one_folder, sync_account
from tests.real.behind import letters, run, tell_server
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

NAMES = ("Anton", "Berta", "Cesar")


@pytest.fixture
def several(connected: MailWorld, kari: Box, account: EmailAccount) -> EmailAccount:
    for name in NAMES:
        connected.dovecot.deliver_many(kari.address, letters(1, 120), name)
    return account


def as_soon_as(
    monkeypatch: pytest.MonkeyPatch, module: object, name: str, folder: str, do: Callable[[], None]
) -> None:
    """*do*, once, before *name* of *module* is first called for *folder*."""
    plain = getattr(module, name)
    done: list[str] = []

    def keep(*arguments: object) -> object:
        if not done and any(isinstance(one, Mailbox) and one.name == folder for one in arguments):
            done.append(folder)
            do()
        return plain(*arguments)

    monkeypatch.setattr(module, name, keep)


def complete(account: EmailAccount) -> set[str]:
    rows = Message.objects.filter(account=account, state=MessageState.COMPLETE)
    return set(rows.values_list("mailbox__name", flat=True))


def test_the_other_folders_are_brought_in_the_same_run(
    several: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_soon_as(
        monkeypatch, listing, "_keep", "Anton", lambda: tell_server(several, "DELETE", "Anton")
    )
    run(several)
    assert complete(several) == {"Berta", "Cesar"}
    assert several.works
    assert not ConnectionEvent.objects.filter(account=several).exists()
    assert [one.complete for one in SyncRun.objects.all()] == [True]


def test_two_folders_may_go_in_one_run(
    several: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Anton", "Berta"):

        def delete(gone: str = name) -> None:
            tell_server(several, "DELETE", gone)

        as_soon_as(monkeypatch, listing, "_keep", name, delete)
    run(several)
    assert complete(several) == {"Cesar"}


def test_a_folder_that_goes_before_its_texts_are_read_is_closed_at_the_next_look(
    several: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_soon_as(
        monkeypatch,
        one_folder,
        "bring_texts",
        "Berta",
        lambda: tell_server(several, "DELETE", "Berta"),
    )
    report = sync_account(several, budget_s=60)
    assert report is not None
    assert report.errors == [Code.MAILBOX_MISSING]
    assert complete(several) == {"Anton", "Cesar"}
    several.refresh_from_db()
    assert several.works
    assert Lane.objects.due().filter(account=several, name=LaneName.SYNC).exists()
    run(several)
    assert not Mailbox.objects.shown().filter(account=several).out_of_order().exists()


def test_a_line_that_breaks_at_a_folder_which_is_still_there_is_a_failure(
    several: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks() -> None:
        raise MailError(Code.DROPPED, "BYE")

    as_soon_as(monkeypatch, listing, "_keep", "Anton", breaks)
    report = sync_account(several, budget_s=60)
    assert report is not None
    assert report.errors == [Code.DROPPED]
