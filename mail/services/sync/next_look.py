"""When an account that is up to date is looked at again."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.sync.provider_limits import limits_of
from mail.core.sync.schedule import is_active, next_look_after
from mail.models import EventSequence, Watch


def next_look(account: EmailAccount) -> timedelta:
    limits = limits_of(account.login(Service.IMAP).endpoint.host)
    seen_at = EventSequence.of(account.user_id).seen_at
    return next_look_after(
        watched=Watch.objects.live().filter(account=account).exists(),
        active=is_active(seen_at, timezone.now()),
        at_least=limits.poll_at_least,
    )
