"""Bringing what the server has, newest first, and only what changed.

    folders ─▶ for each, INBOX first: list (header, structure, flags) ─▶ flags, gone
            ─▶ texts, newest first, INBOX before the rest

Nothing is remembered between two runs but rows: what is missing is what the server lists and we
do not hold. A run works for a while and says whether more is left, so that nobody waits behind a
large mailbox and a stop is obeyed between two batches.
"""

from mail.services.sync.account import sync_account
from mail.services.sync.report import SyncReport

__all__ = ["SyncReport", "sync_account"]
