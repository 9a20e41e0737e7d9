"""What the beat does for OAuth every few minutes."""

from __future__ import annotations

from accounts.oauth import apps, journey, revoking


def tidy() -> None:
    journey.erase_old()
    revoking.dispatch_due()
    apps.dispatch_unread()
