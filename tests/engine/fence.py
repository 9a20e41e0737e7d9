"""Two workers that both believe to hold a lane, and a count of who is writing."""

from __future__ import annotations

import threading
import time

from django.db import connection, transaction

from accounts.models import EmailAccount
from mail.models import Lane
from mail.models.lane import LaneName
from mail.services.leases import Lease, LeaseLost

WRITES_FOR_S = 0.4


class Writers:
    """How many were between their fence and their commit at a time."""

    def __init__(self) -> None:
        self._now = self.most = 0
        self._lock = threading.Lock()

    def write(self, lease: Lease) -> None:
        try:
            with transaction.atomic():
                lease.renew()
                with self._lock:
                    self._now += 1
                    self.most = max(self.most, self._now)
                time.sleep(WRITES_FOR_S)
                with self._lock:
                    self._now -= 1
        except LeaseLost:
            pass


def race(account: EmailAccount) -> Writers:
    """A worker whose lease ran out while it slept wakes up, just before another one comes."""
    writers = Writers()
    sleeper = Lease.take(account.pk, LaneName.SYNC)
    assert sleeper is not None
    Lane.objects.update(lease_until="2000-01-01T00:00:00Z")

    def other() -> None:
        time.sleep(WRITES_FOR_S / 2)
        lease = Lease.take(account.pk, LaneName.SYNC)
        if lease is not None:
            writers.write(lease)
        connection.close()

    def woken() -> None:
        writers.write(sleeper)
        connection.close()

    threads = [threading.Thread(target=work) for work in (woken, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return writers
