"""An account of Anna's and its inbox, as the database knows them; no server is asked."""

from __future__ import annotations

import pytest

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Mailbox
from tests.mailboxes import account_of, mailbox_of


@pytest.fixture
def account(anna: User) -> EmailAccount:
    return account_of(anna)


@pytest.fixture
def inbox(account: EmailAccount) -> Mailbox:
    return mailbox_of(account)
