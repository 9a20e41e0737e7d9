"""What PostgreSQL really refuses, which SQLite keeps."""

from __future__ import annotations

import random

import pytest

from crm_inbox.models import User
from mail.core.reading import listing
from mail.models import Message
from mail.models.lane import LaneName
from mail.services import ingest
from mail.services.leases import Lease
from tests.mailboxes import account_of, mailbox_of
from tests.played import record

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_too_large_for_its_index_costs_only_itself(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing, "indexable", lambda text: text)
    wild = "".join(random.Random(1).choices([chr(n) for n in range(0x20000, 0x2A6D0)], k=900))
    header = f"Message-ID: <{wild}@x>\r\n\r\n".encode()
    inbox = mailbox_of(account_of(anna))
    lease = Lease.take(inbox.account_id, LaneName.SYNC)
    assert lease is not None
    ingest.ingest_headers(inbox, 1, [record(1), record(2, header), record(3)], lease)
    states = Message.objects.order_by("uid").values_list("state", flat=True)
    assert list(states) == ["listed", "unreadable", "listed"]
