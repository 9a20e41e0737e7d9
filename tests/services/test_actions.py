"""Telling the server what a person changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from accounts.models import EmailAccount
from mail.models import Lane, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions
from tests.mailboxes import mailbox_of, message_in
from tests.played import play_imap


def test_a_change_waits_until_its_message_is_found_under_the_new_numbers(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(mailbox_of(account))
    server = play_imap(monkeypatch)
    server.selected = replace(server.selected, uidvalidity=2)
    actions.change(message, ActionKind.SEEN)
    Lane.objects.update(due_at=None)
    actions.replay(account)
    assert (server.stored, PendingAction.objects.count()) == ([], 1)
    assert Lane.objects.due().get().name == LaneName.SYNC
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at is not None

    Message.objects.filter(pk=message.pk).update(uidvalidity=2, uid=7)
    actions.replay(account)
    assert (server.stored, PendingAction.objects.count()) == ([(7,)], 0)
    assert Lane.objects.get(name=LaneName.INTERACTIVE).due_at is None
