"""What the mail engine wants to know about accounts; accounts itself never imports it."""

from __future__ import annotations

from django.dispatch import Signal

# Sent inside the transaction that stores the account, with ``account`` and whether it has ``moved``
# to another IMAP server or user name.
account_connected = Signal()

# Sent inside the transaction that removes the account, before anything is deleted, with
# ``account``.
account_leaving = Signal()

# Sent inside the same transaction at its end, with ``account``: nobody sees it any more, and what
# is held of it is to be erased soon.
account_removed = Signal()

# Sent by ``account remove``, with ``account_id``: erase it now.
erasing_asked = Signal()

# Asks the mail engine for an accounts.engine.Engine: what is due when, and what is held.
engine_asked = Signal()

# Sent by ``account dump``; the mail engine answers with an iterable of JSON-able lines.
dump_requested = Signal()

# Sent inside the transaction in which an administrator begins or ends to trust a certificate, with
# ``host``.
trust_changed = Signal()
