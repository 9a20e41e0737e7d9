"""Anna's account in the CRM leads to Kari's mailbox on the real servers."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.transport.secret import Secret
from tests.servers.world import MailWorld
from tests.servers.world import User as Box


@pytest.fixture
def account(connected: MailWorld, kari: Box, anna: User) -> EmailAccount:
    ports = {
        Service.IMAP: connected.dovecot.imaps_port,
        Service.SMTP: connected.postfix.smtps_port,
    }
    logins = {
        service: Login(Endpoint(service, connected.host, port, Security.TLS), kari.address)
        for service, port in ports.items()
    }
    make_first_address(own_card(anna), kari.address)
    secrets = dict.fromkeys(Service, Secret(kari.password))
    return keep_account(anna, kari.address, logins, secrets)
