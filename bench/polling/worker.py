"""A Celery worker for whose accounts a minute is shorter: ``BENCH_EVERY_S`` seconds."""

from __future__ import annotations

import os
from datetime import timedelta

from celery.__main__ import main

from mail.core.sync import schedule

if __name__ == "__main__":
    schedule.ACTIVE = timedelta(seconds=float(os.environ["BENCH_EVERY_S"]))
    main()
