"""What the mail engine wants to know about accounts; accounts itself never imports it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that stores the account, with ``account`` and whether it has ``moved``
# to another IMAP server or user name.
account_connected = Signal()

# Sent inside the transaction that removes the account, before anything is deleted, with
# ``account``.
account_leaving = Signal()

# Sent by ``account dump``; the mail engine answers with an iterable of JSON-able lines.
dump_requested = Signal()

# Sent inside the transaction in which an administrator begins or ends to trust a certificate, with
# ``host``.
trust_changed = Signal()
