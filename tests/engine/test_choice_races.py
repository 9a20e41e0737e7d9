"""How far back mail is held, chosen on a page while a worker writes about the same folder."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.models.lane import LaneName
from mail.services import windows
from mail.services.leases import Lease
from mail.services.sync import window
from mail.services.sync.choice import choice_of
from mail.services.sync.run import Run
from mail.services.sync.state import note_state
from tests.mailboxes import account_of, mailbox_of

pytestmark = pytest.mark.django_db(transaction=True)

A_MOMENT_S = 0.3


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    windows.choose(account, 30)
    return account


def run_of(account: EmailAccount) -> Run:
    lease = Lease.take(account.pk, LaneName.SYNC)
    assert lease is not None
    ends_at = time.monotonic() + 60
    return Run(account, lease, full=False, ends_at=ends_at, progress=lambda _report: None)


@contextmanager
def on_a_page(does: Callable[[], None]) -> Iterator[threading.Thread]:
    def clicked() -> None:
        does()
        connection.close()

    page = threading.Thread(target=clicked)
    yield page
    page.join()


def test_a_choice_made_while_the_first_day_of_a_folder_is_written_moves_that_day(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = mailbox_of(account)
    Mailbox.objects.update(uidvalidity=0)
    inbox.refresh_from_db()
    first_day = window.first_day
    run = run_of(account)
    with on_a_page(lambda: windows.choose(account, 0)) as page:

        def clicked_meanwhile(days: int) -> object:
            page.start()
            time.sleep(A_MOMENT_S)
            return first_day(days)

        monkeypatch.setattr(window, "first_day", clicked_meanwhile)
        window._begin(run, inbox)
    inbox.refresh_from_db()
    assert inbox.since is None


def test_a_folder_is_not_called_whole_by_a_run_that_waits_for_the_choice(
    account: EmailAccount,
) -> None:
    inbox = mailbox_of(account, since=timezone.localdate() - timedelta(days=30), highestmodseq=5)
    run, choice = run_of(account), choice_of(inbox)

    def noted() -> None:
        note_state(run, inbox, Selected(1, 9, 0, 7), choice, seen_until=0)

    with on_a_page(noted) as worker, transaction.atomic():
        windows.choose(account, 0)
        worker.start()
        time.sleep(A_MOMENT_S)
    inbox.refresh_from_db()
    assert (inbox.since, inbox.highestmodseq, inbox.is_behind) == (None, 0, True)
    assert inbox.compared_at is None
