"""What the worker does for the wizard. Each takes an id and is safe to run twice."""

from __future__ import annotations

from celery import shared_task

from accounts import connect
from accounts.models import OAuthApp, SetupAttempt
from accounts.oauth import apps, revoking
from accounts.services import setup


@shared_task(name="accounts.find_servers")
def find_servers(attempt_id: int) -> None:
    attempt = SetupAttempt.objects.filter(pk=attempt_id).first()
    if attempt:
        setup.find_servers(attempt)


@shared_task(name="accounts.sign_in")
def sign_in(attempt_id: int) -> None:
    attempt = SetupAttempt.objects.filter(pk=attempt_id).select_related("account", "user").first()
    if attempt:
        setup.sign_in(attempt)


@shared_task(name="accounts.revoke_token")
def revoke_token(revocation_id: int) -> None:
    revoking.revoke(revocation_id, connect.policy())


@shared_task(name="accounts.read_oauth_metadata")
def read_oauth_metadata(app_id: int) -> None:
    app = OAuthApp.objects.filter(pk=app_id).first()
    if app:
        apps.read_metadata(app, connect.policy())
