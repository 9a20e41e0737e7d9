"""What a person wants of a folder while a run looks at it is not written over by the run."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import EmailAccount
from mail.models import Mailbox
from mail.services import held_mail, windows
from mail.services.sync import sync_account
from mail.services.sync.choice import choice_of, while_chosen
from tests.mailboxes import mailbox_of, message_in
from tests.played import as_listed, play_imap


def test_a_folder_that_is_to_be_asked_about_again_is(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = mailbox_of(account, highestmodseq=5)
    server = play_imap(monkeypatch, as_listed(message_in(inbox)))
    server.before_flags = lambda: held_mail.look_again(inbox)
    sync_account(account, full=True)
    inbox.refresh_from_db()
    assert inbox.highestmodseq == 0
    server.before_flags = lambda: None
    sync_account(account)
    inbox.refresh_from_db()
    assert inbox.highestmodseq == server.selected.highestmodseq


def test_a_day_is_not_fixed_by_what_the_account_wanted_when_the_run_began(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    EmailAccount.objects.filter(pk=account.pk).update(sync_window_days=30)
    server = play_imap(monkeypatch)
    server.selected = replace(server.selected, exists=0)
    listed = server.mailboxes

    def chosen_now() -> object:
        windows.choose(EmailAccount.objects.get(pk=account.pk), 0)
        return listed

    monkeypatch.setattr(type(server), "list_mailboxes", lambda _server: chosen_now())
    sync_account(account)
    assert Mailbox.objects.get().since is None
    assert Mailbox.objects.get().is_in_order


@pytest.mark.parametrize("days", [0, 182])
def test_every_other_choice_is_told_from_the_one_that_was_read(
    account: EmailAccount, days: int
) -> None:
    day = timezone.localdate() - timedelta(days=30)
    inbox = mailbox_of(account, since=day, highestmodseq=5)
    read = choice_of(inbox)
    assert while_chosen(read, inbox).exists()
    windows.choose(account, days)
    windows.choose(account, 30, hide_older=True)
    inbox.refresh_from_db()
    assert inbox.since == day
    assert not while_chosen(read, inbox).exists()
