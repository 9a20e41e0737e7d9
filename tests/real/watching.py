"""A watcher at work in this process, and what a test wants to know of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from accounts.models import EmailAccount
from mail.core.sync.bucket import Pace
from mail.core.sync.turns import Limits
from mail.models import Lane, Mailbox, Watch
from mail.models.lane import LaneName
from mail.services.watcher import Watcher

AT_ONCE = Limits(Pace(per_minute=60_000, burst=1_000), at_a_host=4)
WITHIN_S = 15.0


@contextmanager
def watching(again_s: float | None = None) -> Iterator[Watcher]:
    """Stops at the end, which takes less than a second."""
    watcher, over = Watcher(limits=AT_ONCE, again_s=again_s, round_s=0.1), Event()
    thread = Thread(target=lambda: watcher.run(until=over.is_set), daemon=True)
    thread.start()
    try:
        yield watcher
    finally:
        over.set()
        thread.join(5)
        assert not thread.is_alive()


def until(true: Callable[[], object], within_s: float = WITHIN_S) -> None:
    ends_at = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < ends_at, "It did not come true in time."
        time.sleep(0.02)


def is_watched(account: EmailAccount) -> bool:
    return Watch.objects.live().filter(account=account).exists()


def is_due(account: EmailAccount) -> bool:
    return Lane.objects.due().filter(account=account, name=LaneName.SYNC).exists()


def calm(account: EmailAccount) -> None:
    """As after a synchronisation: nothing is due."""
    Lane.objects.filter(account=account, name=LaneName.SYNC).update(
        due_at=None, dispatched_until=None
    )


def inbox_of(account: EmailAccount) -> Mailbox:
    return Mailbox.objects.get(account=account, special_use="inbox")
