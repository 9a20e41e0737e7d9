"""What the worker does for the wizard and the administration.

Each takes an id and is safe to run twice.
"""

from __future__ import annotations

from celery import shared_task

from accounts import connect
from accounts.models import CertificateProposal, OAuthApp, SetupAttempt
from accounts.oauth import apps, revoking
from accounts.services import certificates, finding, signing_in


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


@shared_task(name="accounts.read_certificate")
def read_certificate(proposal_id: int) -> None:
    proposal = CertificateProposal.objects.filter(pk=proposal_id).first()
    if proposal:
        certificates.read_from_server(proposal)


@shared_task(name="accounts.revoke_token")
def revoke_token(revocation_id: int) -> None:
    revoking.revoke(revocation_id, connect.policy())


@shared_task(name="accounts.read_oauth_metadata")
def read_oauth_metadata(app_id: int) -> None:
    app = OAuthApp.objects.filter(pk=app_id).first()
    if app:
        apps.read_metadata(app, connect.policy())
