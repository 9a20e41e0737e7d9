"""One run: whose it is, under which lease, until when, and what it has done so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from accounts.models import EmailAccount
from mail.core.sync.allowance import Allowance
from mail.services.leases import Lease
from mail.services.stopping import go_on_or_stop
from mail.services.sync.report import Progress, SyncReport
from mail.transport.reading.reader import Reader

READ_BESIDE = 500
"""Messages; they take a second, and a process a third of one to start."""

Unit = TypeVar("Unit")


@dataclass(slots=True)
class Run:
    """*ends_at* is of the monotonic clock. *full* looks at every folder in any case. *read_bytes*
    tells what its connection has brought so far."""

    account: EmailAccount
    lease: Lease
    full: bool
    ends_at: float
    progress: Progress
    report: SyncReport = field(default_factory=SyncReport)
    # By mailbox id, where all uids were looked at: how many of them are wanted here.
    counted: dict[int, int] = field(default_factory=dict)
    allowed: Allowance = field(default_factory=Allowance)
    read_bytes: Callable[[], int] = int
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        # A unit full of messages that take all their time takes longer than a lease keeps silent.
        self.reader = Reader(self.lease.renew)

    def goes_on(self) -> bool:
        """Asked between two units of work. Raises Stopping and LeaseLost."""
        go_on_or_stop()
        self.lease.go_on()
        if time.monotonic() > self.ends_at or self._has_brought_enough():
            self.report.more = True
        return not self.report.more

    def as_long_as_it_goes_on(self, units: Iterator[Unit]) -> Iterator[Unit]:
        """*units* until the budget ends. Raises as :meth:`goes_on`."""
        while self.goes_on():
            unit = next(units, None)
            if unit is None:
                return
            yield unit

    def expect(self, messages: int) -> None:
        """So many will have to be read: for many a process of its own is worth its start."""
        if messages >= READ_BESIDE:
            self.reader.start()

    def _has_brought_enough(self) -> bool:
        most = self.allowed.size_bytes
        return most is not None and self.read_bytes() >= most

    def tell(self) -> None:
        self.progress(self.report)
