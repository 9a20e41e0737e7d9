"""From diagnoses to figures."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

from bench.discovery.diagnosis import connecting, imap, smtp
from bench.discovery.diagnosis.run import Diagnosis, diagnoses
from bench.discovery.names import Names
from bench.internet.net import Internet
from bench.report import note, say
from mail.transport.policy import Policy

LIMIT = 90
_PARTS = {"connecting": connecting.faults, "IMAP": imap.faults, "SMTP": smtp.faults}
_TITLES = {
    "connecting": "Set-up, diagnosis: names, ports, certificates",
    "IMAP": "Set-up, diagnosis: IMAP sign-in",
    "SMTP": "Set-up, diagnosis: SMTP sign-in and sending",
}


def tell(net: Internet, policy: Policy, seed: int, *, failures: bool) -> list[str]:
    """Says the figures; returns the leaks."""
    done: list[Diagnosis] = []
    started = time.monotonic()
    for part, faults in _PARTS.items():
        chosen = diagnoses(net, policy, list(faults(net, Names(f"d{part}", seed))))
        good = sum(not diagnosis.complaint for diagnosis in chosen)
        against = f"limit ({len(chosen)} faults)"
        say(_TITLES[part], 100 * good / len(chosen), "%", against, LIMIT)
        done += chosen
    note(f"{len(done)} faults: {time.monotonic() - started:.0f} s")
    most = max(diagnosis.attempts for diagnosis in done)
    say("Set-up, diagnosis: most sign-in attempts", most, "attempts", "limit", 2)
    if failures:
        _list(done)
    return [f"{one.fault.name}: {leak}" for one in done for leak in one.leaks]


def _list(done: Sequence[Diagnosis]) -> None:
    for one in done:
        if one.complaint:
            print(f"\ndiagnosis: {one.fault.name}", file=sys.stderr)
            print(f"    got       {one.complaint} {one.said[:100]!r}", file=sys.stderr)
