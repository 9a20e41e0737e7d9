"""What is noted of folders is what their rows say, and all of it is in order."""

from __future__ import annotations

from accounts.models import EmailAccount
from mail.models import Mailbox
from mail.services.ingest import counts_of


def counters_are_right(account: EmailAccount) -> None:
    for row in Mailbox.objects.filter(account=account):
        noted = {"stored_count": row.stored_count, "unseen_count": row.unseen_count}
        assert noted == counts_of(row), row.name
    for row in Mailbox.objects.filter(account=account).on_server():
        assert row.is_in_order, (row.name, row.is_behind, row.short_by, row.held_count)
        assert row.server_count == row.stored_count, row.name
