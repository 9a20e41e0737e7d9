"""Where a process spends its CPU time: a look at the stack every few milliseconds of it.

Unlike a profiler that counts calls it makes nothing slower, so that the shares are those of the
work itself. What a C function spends counts for the Python function that called it.
"""

from __future__ import annotations

import signal
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

EVERY_S = 0.005

# The innermost frame that one of these paths is part of names the kind of work.
KINDS = (
    ("/mail/core/mime/", "parsing"),
    ("/mail/core/html/", "parsing"),
    ("/inscriptis/", "parsing"),
    ("/mail/core/imap/", "wire"),
    ("/mail/transport/", "wire"),
    ("/imapclient/", "wire"),
    ("/ssl.py", "wire"),
    ("/imaplib.py", "wire"),
    ("/django/db/", "database"),
    ("/psycopg/", "database"),
    ("/mail/services/writing.py", "database"),
    ("/mail/services/", "rows"),
)

Split = dict[str, float]


@contextmanager
def split() -> Iterator[Split]:
    """CPU seconds by kind of work, filled while the block runs, in the main thread."""
    seconds: Split = defaultdict(float)
    last_s = time.process_time()

    def look(_signal: int, frame: FrameType | None) -> None:
        nonlocal last_s
        now_s = time.process_time()
        # A signal that came during a long C call stands for all of it.
        seconds[_kind(frame)] += now_s - last_s
        last_s = now_s

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY_S, EVERY_S)
    try:
        yield seconds
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _kind(frame: FrameType | None) -> str:
    while frame is not None:
        path = frame.f_code.co_filename
        for part, kind in KINDS:
            if part in path:
                return kind
        frame = frame.f_back
    return "other"
