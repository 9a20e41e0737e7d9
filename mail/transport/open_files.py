"""How many connections a process may hold open."""

from __future__ import annotations

import resource

RESERVE = 300
"""Files that everything else in the process needs: pages, workers, the database, logs."""


def make_room(wanted: int) -> int:
    """Raise this process's own limit of open files as far as needed and allowed; how many of
    *wanted* connections fit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted + RESERVE:
        return wanted
    possible = wanted + RESERVE if hard == resource.RLIM_INFINITY else min(hard, wanted + RESERVE)
    if possible > soft:
        resource.setrlimit(resource.RLIMIT_NOFILE, (possible, hard))
    return max(0, min(wanted, max(soft, possible) - RESERVE))


def missing(wanted: int) -> int:
    """How many open files the limit falls short of, which only an administrator can raise."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    return 0 if hard == resource.RLIM_INFINITY else max(0, wanted + RESERVE - hard)
