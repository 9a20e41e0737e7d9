"""A change that a person makes: the row at once, the server soon after.

The row and the :class:`PendingAction` are written in one transaction; ``replay`` tells the server
and forgets the action. Telling twice is harmless: every action states a result, not a step.
"""

from __future__ import annotations

from mail.services.actions.changing import change, change_many
from mail.services.actions.putting_back import take_back
from mail.services.actions.replay import replay

__all__ = ["change", "change_many", "replay", "take_back"]
