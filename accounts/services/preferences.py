"""Preferences of the person who is signed in."""

from __future__ import annotations

from accounts.models import Preferences
from crm_inbox.models import User


def preferences_of(user: User) -> Preferences:
    """The user's row, or an unsaved one with the defaults."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)
