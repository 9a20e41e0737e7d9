"""What the mail engine does when an account appears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.dispatch import receiver

from accounts.models import EmailAccount
from accounts.signals import account_connected, dump_requested
from mail.models import Mailbox
from mail.models.lane import LaneName
from mail.services.dumping import dump
from mail.services.lanes import make_due


@receiver(account_connected)
def begin_sync(sender: type[EmailAccount], account: EmailAccount, **_: Any) -> None:
    # After an edit the folders are looked at afresh: the servers may be others now.
    Mailbox.objects.filter(account=account).update(highestmodseq=0)
    for name in LaneName:
        make_due(account.pk, name)


@receiver(dump_requested)
def dump_account(
    sender: type[EmailAccount], account: EmailAccount, **_: Any
) -> Iterator[dict[str, object]]:
    return dump(account)
