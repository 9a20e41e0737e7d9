"""Preferences of the person who is signed in."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from accounts.models import Preferences
from cards.services.people import rename_user
from crm_inbox.models import User


def preferences_of(user: User) -> Preferences:
    """The user's row, or an unsaved one with the defaults."""
    try:
        return user.preferences  # came with the user of a signed-in request
    except Preferences.DoesNotExist:
        return Preferences(user=user)


def undo_send_s(user: User) -> int:
    """For how many seconds a message of *user* can still be taken back."""
    return undo_time(preferences_of(user))


def undo_time(preferences: Preferences) -> int:
    """The person's choice in seconds, else the installation's."""
    chosen: int | None = preferences.undo_send_s
    return settings.UNDO_SEND_S if chosen is None else chosen


@transaction.atomic
def save_personal_settings(preferences: Preferences, *, first_name: str, last_name: str) -> None:
    """Keep *preferences*, and the name on the user and on their own card."""
    preferences.save()
    rename_user(preferences.user, first_name=first_name, last_name=last_name)
