"""One run: whose it is, under which lease, until when, and what it has done so far."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from accounts.models import EmailAccount
from mail.services.leases import Lease
from mail.services.stopping import go_on_or_stop
from mail.services.sync.report import Progress, SyncReport


@dataclass(slots=True)
class Run:
    """*ends_at* is of the monotonic clock. *full* looks at every folder in any case."""

    account: EmailAccount
    lease: Lease
    full: bool
    ends_at: float
    progress: Progress
    report: SyncReport = field(default_factory=SyncReport)
    # By mailbox id, where all uids were looked at: how many of them are wanted here.
    counted: dict[int, int] = field(default_factory=dict)

    def goes_on(self) -> bool:
        """Asked between two units of work. Raises Stopping and LeaseLost."""
        go_on_or_stop()
        self.lease.go_on()
        if time.monotonic() > self.ends_at:
            self.report.more = True
        return not self.report.more

    def tell(self) -> None:
        self.progress(self.report)
