"""The engine runs: due work is handed out, taken, and given back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Q

from accounts.database_time import from_now
from accounts.models import EmailAccount
from crm_inbox.health import lag
from crm_inbox.health import tick as tick_check
from crm_inbox.health.check import in_words
from mail.models import Lane
from mail.services.watcher.accounts import watchable
from mail.transport.broker import is_in_memory
from mail.transport.open_files import missing

LEASES_TOO_LONG = 5
"""Times LEASE_S. A lease is renewed to one LEASE_S ahead and, when it ran out, taken over by
whoever comes next."""

START = (
    "start “manage.py serve”, or a Celery worker and beat (“celery -A crm_inbox worker --beat”)."
)


def tick() -> Iterator[str]:
    check = tick_check.runs()
    if check.ok or not _is_in_use():
        return
    when = "never did" if check.age is None else f"last did {in_words(check.age)} ago"
    yield f"Nothing hands out work (the tick {when}): {START}"


def _is_in_use() -> bool:
    """An installation that was only just made has nothing to hand out."""
    return EmailAccount.objects.exists() or not is_in_memory(settings.CELERY_BROKER_URL)


def overdue() -> Iterator[str]:
    check = lag.lanes()
    # Without a tick nothing can be in time, and that has been said.
    if check.ok or not tick_check.runs().ok:
        return
    yield (
        f"Work is handed out but not taken up ({check.detail}): start more workers, and see in "
        "their log what keeps those that run."
    )


def leases() -> Iterator[str]:
    span = timedelta(seconds=LEASES_TOO_LONG * settings.LEASE_S)
    found = Lane.objects.exclude(owner="").aggregate(
        ahead=Count("pk", filter=Q(lease_until__gt=from_now(span))),
        dead=Count("pk", filter=Q(lease_until__lt=from_now(-span), due_at__lt=from_now(-span))),
    )
    if found["ahead"]:
        yield (
            f"Leases reach far into the future ({found['ahead']}), so that their lanes stand "
            "still: the clock of the database was set back, or LEASE_S was lowered. Restart "
            "“manage.py serve”, or wait until they end."
        )
    if found["dead"] and tick_check.runs().ok:
        yield (
            f"Workers ended without giving back their lanes ({found['dead']}), and nobody took "
            "them over: start a worker that serves all queues."
        )


def open_files() -> Iterator[str]:
    wanted = min(settings.WATCHER_CONNECTIONS, watchable().count())
    if short := missing(wanted):
        yield (
            f"A process here may open too few files for an idle connection to each of {wanted} "
            f"accounts: raise the limit by {short} (“ulimit -Hn”; “LimitNOFILE=” of systemd, "
            "“ulimits” of Docker), or lower WATCHER_CONNECTIONS. Accounts beyond it are looked at "
            "now and then."
        )
