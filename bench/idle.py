"""What ``manage.py serve`` costs while nothing happens: one account, everything synchronised."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from bench.mail.corpus import letters
from bench.processor import cpu_s
from bench.report import note, say
from bench.stage import connect, fill, installation
from bench.watch import texts
from tests.browser.installation import Installation
from tests.servers.world import MailWorld

MESSAGES = 200
SETTLE_S = 5.0
WATCH_S, WATCH_FULL_S = 20.0, 120.0
READY_S = 60.0

_RESIDENT = re.compile(r"^VmRSS:\s+(\d+) kB", re.MULTILINE)


def main(*, full: bool) -> None:
    with MailWorld() as world, installation(world) as installed:
        user = world.new_user("bench")
        fill(world, user, letters(MESSAGES, scale=0.1))
        connect(world, installed, user)
        installed.start()
        _wait_until_synchronised(installed)
        time.sleep(SETTLE_S)
        _measure(_pid(installed), WATCH_FULL_S if full else WATCH_S)


def _wait_until_synchronised(installed: Installation) -> None:
    read, ends_at = texts(installed.environment["DATABASE_URL"]), time.monotonic() + READY_S
    while read() < MESSAGES:
        if time.monotonic() > ends_at:
            raise SystemExit(f"{read()} of {MESSAGES} messages came within {READY_S:.0f} s.")
        time.sleep(0.1)


def _measure(pid: int, seconds: float) -> None:
    before = cpu_s(pid)
    note(f"watching an idle process for {seconds:.0f} s")
    time.sleep(seconds)
    used = cpu_s(pid) - before
    say("Idle “serve” with one account, memory", _resident_mb(pid), "MB")
    say("Idle “serve” with one account, processor", 100 * used / seconds, "% of a core")


def _pid(installed: Installation) -> int:
    assert installed.process is not None
    return installed.process.pid


def _resident_mb(pid: int) -> float:
    found = _RESIDENT.search(Path(f"/proc/{pid}/status").read_text())
    return int(found[1]) / 1000 if found else 0.0


if __name__ == "__main__":
    main(full="--full" in sys.argv)
