"""What the mail engine does when an account appears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db.models import F, Min, Q, Sum
from django.dispatch import receiver

from accounts.engine import Engine
from accounts.models import EmailAccount, TrustedCertificate
from accounts.signals import (
    account_connected,
    account_leaving,
    account_removed,
    dump_requested,
    engine_asked,
    erasing_asked,
    trust_changed,
)
from mail.models import Lane, Mailbox, Message, OutgoingMessage, PendingAction
from mail.models.lane import LaneName
from mail.services import erasing
from mail.services.dumping import dump
from mail.services.lanes import make_due
from mail.services.shortfalls import counted, shortfalls


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
    rows = Message.rows.filter(account=account)
    # Below what an earlier move left: two servers may have given the same numbers.
    lowest = min(0, rows.aggregate(lowest=Min("uidvalidity"))["lowest"] or 0)
    rows.filter(uidvalidity__gt=0).update(uidvalidity=lowest - F("uidvalidity"))
    Mailbox.objects.filter(account=account).update(uidvalidity=-1)
    # What was on its way is found there by its content as well, or there is nothing to be told.
    PendingAction.objects.filter(account=account).leaving().update(uidvalidity=-1)


@receiver(account_leaving)
def end_work(sender: type[EmailAccount], account: EmailAccount, **_: Any) -> None:
    """No worker writes rows while they are being deleted."""
    Lane.objects.filter(account=account).delete()


@receiver(trust_changed)
def try_again(sender: type[TrustedCertificate], host: str, **_: Any) -> None:
    """What a certificate has stopped is not tried again by itself."""
    for account in EmailAccount.objects.filter(Q(imap_host=host) | Q(smtp_host=host)):
        faults = account.problems.items()
        for service in [s for s, error in faults if error.code.value.startswith("tls_")]:
            account.release(service)
            for name in LaneName:
                make_due(account.pk, name)


@receiver(account_removed)
def erase_in_the_background(sender: type[EmailAccount], account: EmailAccount, **_: Any) -> None:
    erasing.erase_soon(account.pk)


@receiver(erasing_asked)
def erase_now(sender: type[EmailAccount], account_id: int, **_: Any) -> None:
    erasing.erase(account_id, budget_s=float("inf"))


@receiver(engine_asked)
def tell(sender: type[EmailAccount], account: EmailAccount, counts: bool, **_: Any) -> Engine:
    due = dict(Lane.objects.filter(account=account).values_list("name", "due_at"))
    folders = counted(Mailbox.objects.filter(account=account).shown())
    times = Engine(
        receives_at=due.get(LaneName.SYNC),
        sends_at=due.get(LaneName.SEND),
        shortfalls=shortfalls(sorted(folders, key=lambda folder: folder.sort_key)),
    )
    if not counts:
        return times
    unsent = OutgoingMessage.objects.filter(account=account).not_sent()
    stored = Mailbox.objects.filter(account=account).aggregate(rows=Sum("stored_count"))["rows"]
    return replace(times, messages=stored or 0, unsent=unsent.count())


@receiver(dump_requested)
def dump_account(
    sender: type[EmailAccount], account: EmailAccount, **_: Any
) -> Iterator[dict[str, object]]:
    return dump(account)
