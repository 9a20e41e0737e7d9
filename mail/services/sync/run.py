"""One run: whose it is, under which lease, until when, and what it has done so far."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sized
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from accounts.models import EmailAccount
from mail.core.sync.allowance import Allowance
from mail.models.folder_progress import Look
from mail.services.leases import Lease
from mail.services.stopping import go_on_or_stop
from mail.services.sync.report import Progress, SyncReport
from mail.services.sync.round import Round
from mail.transport.reading.reader import Reader

READ_BESIDE = 500
"""Messages; they take a second, and a process a third of one to start."""

Unit = TypeVar("Unit", bound=Sized)


@dataclass(slots=True)
class Run:
    """*ends_at* is of the monotonic clock. *full* looks at every folder in any case. *read_bytes*
    tells what its connection has brought so far. *flags_wait*: others wait behind the folder that
    is brought, and its flags may take a part of the time only."""

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
    flags_wait: bool = False
    round: Round = field(init=False)
    reader: Reader = field(init=False)

    def __post_init__(self) -> None:
        look = Look.AS_A_WHOLE if self.full else Look.LOOKED_AT
        self.round = Round(look, was_listed=self.lease.is_listed)
        # A unit full of messages that take all their time takes longer than a lease keeps silent.
        self.reader = Reader(self.lease.renew)

    def goes_on(self) -> bool:
        """Asked between two units of work. Raises Stopping and LeaseLost."""
        go_on_or_stop()
        self.lease.go_on()
        if time.monotonic() > self.ends_at or self._has_brought_enough():
            self.report.more = True
        return not self.report.more

    def as_long_as_it_goes_on(self, units: Iterator[Unit], items: int) -> Iterator[Unit]:
        """One of *units*, of so many *items* in all, in any case, and more until the budget ends.

        Raises as :meth:`goes_on`.
        """
        for unit in units:
            yield unit
            items -= len(unit)
            if items <= 0 or not self.goes_on():
                return

    @contextmanager
    def a_while(self) -> Iterator[None]:
        """What is done inside may be made shorter: there ``report.more`` says that its time is
        over, and outside only when the time of the whole run is."""
        ends_at = self.ends_at
        try:
            yield
        finally:
            if self.ends_at != ends_at:
                self.ends_at, self.report.more = ends_at, False

    def shorten(self) -> None:
        """Leave half of what is left of the time to others; call inside :meth:`a_while`."""
        now = time.monotonic()
        self.ends_at = now + (self.ends_at - now) / 2

    def have_at_least(self, seconds: float) -> None:
        """However late it is by now."""
        self.ends_at = max(self.ends_at, time.monotonic() + seconds)

    def expect(self, messages: int) -> None:
        """So many will have to be read: for many a process of its own is worth its start."""
        if messages >= READ_BESIDE:
            self.reader.start()

    def _has_brought_enough(self) -> bool:
        most = self.allowed.size_bytes
        return most is not None and self.read_bytes() >= most

    def tell(self) -> None:
        self.progress(self.report)
