"""The user. Everything a person sets for themselves is in ``accounts.Preferences``."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """Somebody who works here. Their own card and email account point to this row."""

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username
