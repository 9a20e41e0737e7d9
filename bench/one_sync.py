"""``python -m bench.one_sync ADDRESS COUNT``: one first synchronisation, measured from inside.

Run in the environment of an installation. A worker is already running when its work begins: the
clock starts when the account is about to sign in. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import django

from bench.cpu_split import split

_PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)


@dataclass(slots=True)
class Clock:
    """Seconds from the start until the first row, until all are listed, and until the end."""

    count: int
    started: float = field(default_factory=time.monotonic)
    marks: dict[str, float] = field(default_factory=dict)
    reader_bytes: int = 0  # the peak of the process that reads

    def saw(self, fetched: int) -> None:
        if fetched and "first_row_s" not in self.marks:
            self.mark("first_row_s")
        if fetched >= self.count and "headers_s" not in self.marks:
            self.mark("headers_s")
        self.reader_bytes = max(self.reader_bytes, _peak_of_children())

    def mark(self, name: str) -> None:
        self.marks[name] = time.monotonic() - self.started


def _peak_of_children() -> int:
    pids = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    texts = [Path(f"/proc/{pid}/status").read_text() for pid in pids]
    return sum(1024 * int(found[1]) for text in texts if (found := _PEAK.search(text)))


def main(address: str, count: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")
    django.setup()
    from accounts.models import EmailAccount
    from mail.services.sync import sync_account

    account = EmailAccount.objects.with_address(address).get()
    clock = Clock(count)
    with split() as cpu_s:
        report = sync_account(
            account, budget_s=24 * 3600, progress=lambda told: clock.saw(told.fetched)
        )
    clock.mark("whole_s")
    assert report is not None
    ours, reader = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu_s["parsing"] += reader.ru_utime + reader.ru_stime  # a process that does nothing else
    peak_bytes = ours.ru_maxrss * 1024 + clock.reader_bytes
    print(json.dumps({**clock.marks, "fetched": report.fetched, "errors": report.errors,
                      "peak_rss_bytes": peak_bytes, "cpu_s": cpu_s}))  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
