"""Keeping the connection log short: ninety days, and the newest two hundred of an account."""

from __future__ import annotations

from django.db.models import Count

from accounts.database_time import from_now
from accounts.models import ConnectionEvent
from accounts.models.connection_event import KEPT_FOR, KEPT_OF_AN_ACCOUNT

A_BATCH = 5_000


def forget_old_events() -> None:
    old = ConnectionEvent.objects.filter(at__lt=from_now(-KEPT_FOR))
    ConnectionEvent.objects.filter(pk__in=old.values("pk")[:A_BATCH]).delete()
    for account_id in _with_too_many():
        of_account = ConnectionEvent.objects.filter(account_id=account_id).newest_first()
        kept = list(of_account.values_list("pk", flat=True)[:KEPT_OF_AN_ACCOUNT])
        of_account.filter(pk__lt=kept[-1]).delete()


def _with_too_many() -> list[int]:
    counted = ConnectionEvent.objects.order_by().values("account_id").annotate(rows=Count("pk"))
    return list(counted.filter(rows__gt=KEPT_OF_AN_ACCOUNT).values_list("account_id", flat=True))
