"""A real server that hangs up at one message only: all other changes reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions
from mail.services.actions import folders, refusals
from mail.services.actions.failing import GIVE_UP_AFTER
from mail.services.actions.groups import ALONE_AFTER
from mail.services.sync import sync_account
from mail.transport.secret import Secret
from tests.engine.letters import held_here, letter, on_server
from tests.servers.chaos import ChaosProxy
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

LETTERS = 6


@pytest.fixture
def proxy(connected: MailWorld) -> Iterator[ChaosProxy]:
    proxy = ChaosProxy(connected, lambda _connection: None)
    proxy.start()
    yield proxy
    proxy.stop()


@pytest.fixture
def account(connected: MailWorld, proxy: ChaosProxy, kari: Box, anna: User) -> EmailAccount:
    """Synchronised once, with some letters in INBOX and a folder beside it."""
    ports = {Service.IMAP: proxy.port, Service.SMTP: connected.postfix.smtps_port}
    logins = {
        service: Login(Endpoint(service, connected.host, port, Security.TLS), kari.address)
        for service, port in ports.items()
    }
    make_first_address(own_card(anna), kari.address)
    secrets = dict.fromkeys(Service, Secret(kari.password))
    account = keep_account(anna, kari.address, logins, secrets)
    for number in range(1, LETTERS + 1):
        connected.dovecot.deliver(kari.address, letter(number))
    sync_account(account)
    folders.create_folder(account.pk, "Projects")
    actions.replay(account)
    return account


def replay_after_the_pause(account: EmailAccount) -> None:
    PendingAction.objects.waiting().update(not_before=timezone.now())
    actions.replay(account)


def test_all_but_one_of_a_group_arrive_and_that_one_is_put_back(
    connected: MailWorld, kari: Box, account: EmailAccount, proxy: ChaosProxy
) -> None:
    bad, *good = Message.objects.filter(account=account).order_by("uid")
    proxy.hangs_up_at = re.compile(rb"UID MOVE %d[: ]" % bad.uid)  # first of the group, or alone
    projects = Mailbox.objects.get(account=account, name="Projects")
    actions.change_many([bad, *good], ActionKind.MOVE, projects)
    for _ in range(ALONE_AFTER + 1):
        replay_after_the_pause(account)
    assert PendingAction.objects.get().message == bad

    for _ in range(GIVE_UP_AFTER - ALONE_AFTER - 1):
        replay_after_the_pause(account)
    (refusal,) = refusals.refusals(account)
    assert (refusal.kind, refusal.count) == (ActionKind.MOVE, 1)
    bad.refresh_from_db()
    assert bad.mailbox.name == "INBOX"
    sync_account(account)
    account.refresh_from_db()
    assert account.works
    assert held_here(account) == on_server(connected, kari)
    assert Message.objects.filter(mailbox=projects).count() == LETTERS - 1


def test_a_flag_at_which_the_server_hangs_up_arrives_when_it_stops_doing_so(
    connected: MailWorld, kari: Box, account: EmailAccount, proxy: ChaosProxy
) -> None:
    bad, good = Message.objects.filter(account=account).order_by("uid")[:2]
    proxy.hangs_up_at = re.compile(rb"UID STORE %d .*Flagged" % bad.uid)
    actions.change(bad, ActionKind.FLAG)
    actions.change(good, ActionKind.SEEN)
    actions.replay(account)
    assert PendingAction.objects.get().message == bad
    sync_account(account)
    assert Message.objects.get(pk=bad.pk).flagged
    proxy.hangs_up_at = None
    replay_after_the_pause(account)
    assert not PendingAction.objects.exists()
    sync_account(account)
    assert held_here(account) == on_server(connected, kari)
