"""A process that synchronises when it is told, as a worker does that has been running for a while.

    python -m bench.standing_worker ADDRESS

Each line on standard input is a run; its report is a line of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import asdict

import django

UNBOUNDED_S = 24 * 3600.0


def main(address: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm_inbox.settings")
    django.setup()
    from accounts.models import EmailAccount
    from mail.services.sync import sync_account

    account = EmailAccount.objects.with_address(address).get()
    for _line in sys.stdin:
        started = time.perf_counter()
        report = sync_account(account, budget_s=UNBOUNDED_S)
        seconds = time.perf_counter() - started
        if report is None:
            raise SystemExit("somebody else synchronises this account")
        print(json.dumps({"seconds": seconds, **asdict(report)}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
