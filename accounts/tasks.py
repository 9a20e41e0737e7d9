"""What the worker does for the wizard. Each takes an id and is safe to run twice."""

from __future__ import annotations

from celery import shared_task

from accounts.models import SetupAttempt
from accounts.services import finding, signing_in


@shared_task(name="accounts.find_servers")
def find_servers(attempt_id: int) -> None:
    attempt = SetupAttempt.objects.filter(pk=attempt_id).first()
    if attempt:
        finding.find_servers(attempt)


@shared_task(name="accounts.sign_in")
def sign_in(attempt_id: int) -> None:
    attempt = SetupAttempt.objects.filter(pk=attempt_id).select_related("account", "user").first()
    if attempt:
        signing_in.sign_in(attempt)
