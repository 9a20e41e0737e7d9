"""A server that is dead, or whose tokens nobody gives out, delays no account of another one.

With real processes and sockets: twenty accounts lie on a server that takes connections and says
nothing, which is what costs time, and one on a Dovecot that works. Four threads bring mail.
"""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest
from django.db import transaction

from accounts.models import ConnectionSlot, EmailAccount, HostState
from accounts.services.accounts import keep_account
from crm_inbox.people import add_user
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.services.lanes import make_due
from mail.transport.secret import Secret
from tests.conftest import PASSWORD
from tests.engine.letters import letter
from tests.engine.processes import Processes
from tests.servers.tcp import TcpServer
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

DEAD = 20
ROUNDS = 6
ON_TIME_S = 6.0
"""A tick, a synchronisation and a machine that is busy with other tests. Without limits the dead
accounts keep all four threads for ten seconds each, five times over."""


@pytest.fixture
def silent() -> Iterator[TcpServer]:
    """Accepts, and never says a word."""

    def listen(sock: socket.socket) -> None:
        while sock.recv(1024):
            pass

    with TcpServer(listen) as server:
        yield server


def accounts_at(port: int) -> list[EmailAccount]:
    logins = {
        service: Login(Endpoint(service, "127.0.0.1", port, Security.TLS), "anna")
        for service in Service
    }
    secrets = dict.fromkeys(Service, Secret("hemmelig"))
    addresses = [f"dead{n}@x.example" for n in range(DEAD)]
    users = {one: add_user(one, email=one, password=PASSWORD, language="en") for one in addresses}
    return [keep_account(users[one], one, logins, secrets) for one in addresses]


def brought_after_s(processes: Processes, account: EmailAccount, count: int) -> float:
    with transaction.atomic():
        make_due(account.pk, LaneName.SYNC)
    began = time.monotonic()
    rows = Message.objects.filter(account=account)
    processes.eventually(lambda: rows.count() >= count)
    return time.monotonic() - began


def test_mail_of_a_server_that_works_is_on_time_beside_twenty_accounts_of_a_dead_one(
    connected: MailWorld,
    kari: Box,
    account: EmailAccount,
    processes: Processes,
    silent: TcpServer,
) -> None:
    dead = accounts_at(silent.port)
    processes.start()
    at_the_dead_one = ConnectionSlot.objects.held().filter(server=f"127.0.0.1:{silent.port}")
    processes.eventually(lambda: at_the_dead_one.exists())
    waits = []
    for count in range(1, ROUNDS + 1):
        connected.dovecot.deliver(kari.address, letter(count))
        waits.append(brought_after_s(processes, account, count))
    assert max(waits) < ON_TIME_S, processes.logs()
    processes.eventually(lambda: HostState.objects.open().exists(), within_s=90)
    account.refresh_from_db()
    assert account.works
    # Nobody was refused or failed because of the others: most were simply not asked.
    lanes = Lane.objects.filter(account__in=dead, name=LaneName.SYNC)
    assert lanes.filter(failures=0).count() > DEAD / 2
