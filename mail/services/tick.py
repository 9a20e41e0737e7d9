"""The one beat of the engine: hand out what is due."""

from __future__ import annotations

from celery import current_app
from django.utils import timezone

from accounts.models.setup_attempt import SetupState
from accounts.services.setup import due_attempts
from mail.models import Lane
from mail.services import events
from mail.services.lanes import send_task


def tick() -> None:
    now = timezone.now()
    for account_id, name in Lane.objects.dispatch(now):
        send_task(account_id, name)
    for attempt_id, state in due_attempts(now):
        task = "find_servers" if state == SetupState.FINDING else "sign_in"
        current_app.send_task(f"accounts.{task}", args=[attempt_id])
    if now.second == 0:
        events.forget_old()
