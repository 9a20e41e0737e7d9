"""What the mail engine does when an account appears."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import F, Min, Q
from django.dispatch import receiver

from accounts.models import EmailAccount, TrustedCertificate
from accounts.signals import account_connected, account_leaving, dump_requested, trust_changed
from mail.models import Lane, Mailbox, Message
from mail.models.lane import LaneName
from mail.services.dumping import dump
from mail.services.lanes import make_due


@receiver(account_connected)
def begin_sync(sender: type[EmailAccount], account: EmailAccount, moved: bool, **_: Any) -> None:
    for name in LaneName:
        make_due(account.pk, name)
    # Whoever still works with the old servers writes nothing more. Not so the send lane: a message
    # between DATA and its reply would be called doubtful.
    lanes = Lane.objects.filter(account=account).exclude(name=LaneName.SEND)
    lanes.update(epoch=F("epoch") + 1, owner="", lease_until=None)
    Mailbox.objects.filter(account=account).update(highestmodseq=0)
    if moved:
        _forget_places(account)


def _forget_places(account: EmailAccount) -> None:
    """On another server the same numbers mean other messages. Negative ones are no server's; what
    is there as well is found again by its content."""
    rows = Message.objects.filter(account=account)
    # Below what an earlier move left: two servers may have given the same numbers.
    lowest = min(0, rows.aggregate(lowest=Min("uidvalidity"))["lowest"] or 0)
    rows.filter(uidvalidity__gt=0).update(uidvalidity=lowest - F("uidvalidity"))
    Mailbox.objects.filter(account=account).update(uidvalidity=-1)


@receiver(account_leaving)
def end_work(sender: type[EmailAccount], account: EmailAccount, **_: Any) -> None:
    """No worker writes rows while they are being deleted."""
    Lane.objects.filter(account=account).delete()


@receiver(trust_changed)
def try_again(sender: type[TrustedCertificate], host: str, **_: Any) -> None:
    """What a certificate has stopped is not tried again by itself."""
    for account in EmailAccount.objects.filter(Q(imap_host=host) | Q(smtp_host=host)):
        if account.problem and account.problem.code.value.startswith("tls_"):
            for name in LaneName:
                make_due(account.pk, name)


@receiver(dump_requested)
def dump_account(
    sender: type[EmailAccount], account: EmailAccount, **_: Any
) -> Iterator[dict[str, object]]:
    return dump(account)
