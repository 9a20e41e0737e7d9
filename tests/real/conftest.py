"""Anna's account in the CRM leads to Kari's mailbox on the real servers."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from tests.real.accounts import logins_of, secrets_of
from tests.servers.world import MailWorld
from tests.servers.world import User as Box


@pytest.fixture
def account(connected: MailWorld, kari: Box, anna: User) -> EmailAccount:
    make_first_address(own_card(anna), kari.address)
    return keep_account(anna, kari.address, logins_of(connected, kari), secrets_of(kari))
