"""How often a real server is asked with a password that it refuses."""

from __future__ import annotations

import re
import time

from django.utils import timezone

from accounts.models import EmailAccount
from mail import tasks
from mail.core.endpoint import Service
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import actions, outbox
from mail.services.sync import sync_account
from tests.played import DRAFT
from tests.real.test_sync import letter
from tests.servers.world import MailWorld
from tests.servers.world import User as Box


def refusals(world: MailWorld, box: Box) -> int:
    """Refused sign-ins of *box* in Dovecot's log, which is written when the client has left."""
    failed = re.compile(rf"auth failed, (\d+) attempts.*user=<{re.escape(box.address)}>")
    return sum(int(found[1]) for found in failed.finditer(world.dovecot.log()))


def test_a_password_changed_at_the_provider_costs_one_refused_sign_in(
    connected: MailWorld, kari: Box, account: EmailAccount
) -> None:
    connected.dovecot.deliver(kari.address, letter(1))
    sync_account(account)
    before = refusals(connected, kari)
    connected.dovecot.change_password(kari.address, "another")
    time.sleep(2.5)  # Dovecot looks at the file once a second
    try:
        for _ in range(5):
            _everybody_works(account)
    finally:
        connected.dovecot.change_password(kari.address, kari.password)
    assert refusals(connected, kari) - before == 1
    account.refresh_from_db()
    assert [account.is_stopped(service) for service in Service] == [True, True]


def _everybody_works(account: EmailAccount) -> None:
    message = Message.objects.filter(account=account).earliest("pk")
    actions.change(message, ActionKind.FLAG)
    actions.change(message, ActionKind.UNFLAG)
    outbox.queue_message(account, DRAFT, token=outbox.new_token())
    for name in LaneName:
        Lane.objects.filter(account=account, name=name).update(due_at=timezone.now())
    tasks.sync_account(account.pk)
    tasks.replay_actions(account.pk)
    tasks.send_messages(account.pk)
