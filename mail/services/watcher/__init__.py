"""Noticing new mail as it arrives: an idle connection for each account, all in one loop.

    rounds (every 3 s) ── claims accounts, lets go of those that changed ──▶ roster
    hands (4 threads) ─── sign in whom the roster names, compare, hand over ─▶ loop
    loop (1 thread) ───── news ─▶ waker (1 thread): the sync lane is due
                     └─── broken ─▶ roster: again, after a pause

The watcher is a help, not a condition: what it misses comes with the next regular look.
"""

from __future__ import annotations

from mail.services.watcher.rounds import Watcher

__all__ = ["Watcher"]
