"""What the mail engine wants to know about accounts; accounts itself never imports it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that stores the account, with ``account``.
account_connected = Signal()

# Sent by ``account dump``; the mail engine answers with an iterable of JSON-able lines.
dump_requested = Signal()
