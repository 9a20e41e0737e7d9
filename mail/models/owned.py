"""Rows that hang on an email account are its owner's, and nobody else's."""

from __future__ import annotations

from typing import Self, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db import models

from crm_inbox.models import User

Row = TypeVar("Row", bound=models.Model)


class OwnedQuerySet(models.QuerySet[Row]):
    """For models with a foreign key named ``account``."""

    def for_user(self, user: User | AnonymousUser) -> Self:
        if not user.is_authenticated:
            return self.none()
        # What is held of a removed account is being erased.
        return self.filter(account__user_id=user.pk, account__removed_at__isnull=True)
