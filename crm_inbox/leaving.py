"""The end of a process that runs threads."""

from __future__ import annotations

import os
import sys
from typing import NoReturn


def leave() -> NoReturn:
    """End the process now: a thread that waits for a mail server must not hold it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)
