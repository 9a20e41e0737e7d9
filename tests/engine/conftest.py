"""Kari's mailbox in Anna's CRM, and the processes that look after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from accounts.models import EmailAccount
from accounts.services import attempt_work
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.services import lanes
from mail.transport.secret import Secret
from tests.engine.own import own_processes
from tests.engine.processes import LEASE_S, Processes
from tests.environment import REDIS, STORE
from tests.servers.world import MailWorld
from tests.servers.world import User as Box


@pytest.fixture
def processes(
    world: MailWorld,
    transactional_db: None,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Processes]:
    """None of them started yet. The test itself counts as a web process beside them."""
    settings.LEASE_S = LEASE_S
    if STORE == "sqlite":
        # The broker is in the memory of the one process: from here only its tick can be reached.
        for module in (lanes, attempt_work):
            monkeypatch.setattr(module, "hand_over", lambda *_arguments, **_options: False)
    else:
        REDIS.command("FLUSHALL")
    with own_processes(world.environment()) as installed:
        yield installed


@pytest.fixture
def account(connected: MailWorld, kari: Box, anna: User, processes: Processes) -> EmailAccount:
    """Made when the short lease is in force, which is written into its lanes."""
    return account_for(connected, kari, anna)


def account_for(world: MailWorld, box: Box, user: User) -> EmailAccount:
    ports = {Service.IMAP: world.dovecot.imaps_port, Service.SMTP: world.postfix.smtps_port}
    logins = {
        service: Login(Endpoint(service, world.host, port, Security.TLS), box.address)
        for service, port in ports.items()
    }
    make_first_address(own_card(user), box.address)
    secrets = dict.fromkeys(Service, Secret(box.password))
    return keep_account(user, box.address, logins, secrets)
