"""A person's flags stand while a synchronisation looks, however it falls in between."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.imap.flags import Flags
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions, rematch
from mail.services.sync import sync_account
from tests.mailboxes import mailbox_of, message_in
from tests.played import as_listed, play_imap


def test_what_a_person_changed_and_the_server_learnt_since_it_spoke_stands(
    account: EmailAccount, inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = message_in(inbox)
    now = timezone.now()
    in_order = {"reconciled_at": now, "compared_at": now}
    Mailbox.objects.update(uidnext=9_999, exists=1, highestmodseq=70, **in_order)
    server = play_imap(monkeypatch, as_listed(message, Flags(flagged=True)))

    def changed_and_told() -> None:
        server.before_flags = lambda: None
        actions.change(message, ActionKind.SEEN)
        actions.replay(account)

    server.before_flags = changed_and_told
    sync_account(account)
    inbox.refresh_from_db()
    message.refresh_from_db()
    assert (message.seen, inbox.highestmodseq) == (True, 70)

    server.records = {message.uid: as_listed(message, Flags(seen=True, flagged=True))}
    sync_account(account)
    message.refresh_from_db()
    assert (message.seen, message.flagged) == (True, True)


def test_a_flag_that_was_set_on_either_of_two_rows_stands_when_they_become_one(
    account: EmailAccount, inbox: Mailbox
) -> None:
    projects = mailbox_of(account, "Projects", "")
    old = message_in(inbox)
    Mailbox.objects.filter(pk=inbox.pk).update(seen_until=old.pk)
    inbox.refresh_from_db()
    newer = message_in(projects)
    Message.objects.filter(pk=newer.pk).update(content_id=old.content_id)
    actions.change(old, ActionKind.FLAG)
    actions.change(newer, ActionKind.SEEN)
    with transaction.atomic():
        assert rematch.united(inbox, [old.pk]) == {old.pk}
    row = Message.objects.get(pk=old.pk)
    assert (row.mailbox, row.uid) == (projects, newer.uid)
    assert (row.flagged, row.seen) == (True, True)
    assert PendingAction.objects.filter(message=old).count() == 2
