"""The proof that the fence is what keeps two workers apart: without it they meet."""

from __future__ import annotations

import pytest

from crm_inbox.models import User
from mail.models import Lane
from mail.services.leases import Lease, LeaseLost
from tests.engine.fence import race
from tests.mailboxes import account_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_reading_the_epoch_instead_lets_two_write_at_the_same_time(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def only_look(lease: Lease) -> None:
        if not Lane.objects.filter(pk=lease.lane_id, epoch=lease.epoch).exists():
            raise LeaseLost

    monkeypatch.setattr(Lease, "renew", only_look)
    account = account_of(anna)
    Lane.objects.all().delete()
    assert race(account).most == 2
