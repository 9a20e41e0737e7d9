"""``manage.py sync``: bring what the servers have, now, in the foreground."""

from __future__ import annotations

import json
import resource
import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts.models import EmailAccount
from accounts.problems import explain
from mail.core.endpoint import Service
from mail.services.sync import SyncReport, sync_account

WAIT_FOR_OTHERS_S = 120.0
NO_BUDGET_S = 24 * 3600.0


class Command(BaseCommand):
    help = "Synchronise one account, or all, and wait for the end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default="")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--full", action="store_true", help="look at every folder again")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = EmailAccount.objects.order_by("pk")
        if options["address"]:
            accounts = accounts.with_address(options["address"])
        if options["address"] and not accounts.exists():
            raise CommandError(f"There is no account {options['address']}.")
        if options["address"]:  # whoever names it wants the server to be asked
            for account in accounts:
                account.release(Service.IMAP)
        started = time.monotonic()
        reports = [self._sync(account, options) for account in accounts]
        if options["json"]:
            self.stdout.write(json.dumps(_summary(reports, time.monotonic() - started)))
        problems = [account.problem for account in accounts.all() if account.problem]
        if any(report.errors for report in reports):
            said = "; ".join(explain(p).title for p in problems) or "a folder could not be read"
            raise CommandError(f"Not everything could be synchronised: {said}.")

    def _sync(self, account: EmailAccount, options: dict[str, Any]) -> SyncReport:
        bar = _Bar(account.address, shown=not options["json"] and sys.stderr.isatty())
        ends_at = time.monotonic() + WAIT_FOR_OTHERS_S
        while time.monotonic() < ends_at:
            report = sync_account(
                account, full=options["full"], budget_s=NO_BUDGET_S, progress=bar.show
            )
            if report is not None:
                bar.end(report)
                return report
            time.sleep(0.2)
        raise CommandError(f"{account.address} is being synchronised by another process.")


class _Bar:
    """One line that counts, on a terminal only."""

    def __init__(self, address: str, *, shown: bool) -> None:
        self.address, self.shown = address, shown

    def show(self, report: SyncReport) -> None:
        if self.shown:
            sys.stderr.write(f"\r{self.address}: {report.fetched} messages")
            sys.stderr.flush()

    def end(self, report: SyncReport) -> None:
        if self.shown:
            sys.stderr.write(f"\r{self.address}: {report.fetched} messages, done\n")


def _summary(reports: list[SyncReport], seconds: float) -> dict[str, object]:
    return {
        "mailboxes": sum(r.mailboxes for r in reports),
        "fetched": sum(r.fetched for r in reports),
        "flags": sum(r.flags for r in reports),
        "expunged": sum(r.expunged for r in reports),
        "bytes_in": sum(r.bytes_in for r in reports),
        "bytes_out": sum(r.bytes_out for r in reports),
        "seconds": round(seconds, 3),
        "peak_rss_bytes": _peak_rss_bytes(),
        "errors": [error for r in reports for error in r.errors],
    }


def _peak_rss_bytes() -> int:
    """Of this program: what getrusage says on Linux counts what the caller held before exec."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        unit = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    peak = next(line for line in status.splitlines() if line.startswith("VmHWM:"))
    return int(peak.split()[1]) * 1024
