"""Trusting a certificate for one host: looked at first, confirmed, and taken back."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from accounts import connect
from accounts.handover import hand_over
from accounts.models import CertificateProposal, TrustedCertificate
from accounts.models.trusted_certificate import ProposalState, TrustKind
from accounts.signals import trust_changed
from crm_inbox.models import User
from mail.core.endpoint import Endpoint
from mail.core.errors import Code, MailError
from mail.core.pasted_certificate import Certificate, CertificateError, read_certificate
from mail.transport.certificate import certificate_of

FETCH_TIMEOUT_S = 10.0
LOST_AFTER = timedelta(seconds=30)


class NotAnAuthorityError(ValueError):
    """The certificate may not sign others, so it cannot be trusted as an authority."""


def propose(user: User, host: str, kind: str, certificate: Certificate, note: str) -> None:
    """Show *user* what the certificate says before it counts. Raises NotAnAuthorityError."""
    _check(kind, certificate)
    _replace(
        CertificateProposal(
            user=user,
            state=ProposalState.READ,
            host=host,
            kind=kind,
            pem=certificate.pem,
            note=note,
        )
    )


def propose_from_server(user: User, endpoint: Endpoint, note: str) -> None:
    """Let a worker read the certificate that the server shows; it becomes a pin."""
    proposal = CertificateProposal(
        user=user,
        state=ProposalState.READING,
        host=endpoint.host,
        port=endpoint.port,
        service=endpoint.service.value,
        security=endpoint.security.value,
        note=note,
    )
    with transaction.atomic():
        _replace(proposal)
        transaction.on_commit(
            lambda: hand_over("accounts.read_certificate", proposal.pk, queue="interactive")
        )


def _replace(proposal: CertificateProposal) -> None:
    with transaction.atomic():
        CertificateProposal.objects.filter(user=proposal.user).delete()
        proposal.save()


def read_from_server(proposal: CertificateProposal) -> None:
    """What the task does. Nothing is sent but what it takes to begin encryption."""
    columns: dict[str, object] = {"state": ProposalState.FAILED}
    try:
        der = certificate_of(proposal.endpoint, connect.policy(), timeout_s=FETCH_TIMEOUT_S)
        columns = {"state": ProposalState.READ, "pem": read_certificate(der).pem}
    except MailError as problem:
        columns |= {"problem_code": problem.code.value, "server_said": problem.server_said}
    except CertificateError:
        columns |= {"problem_code": Code.TLS_FAILED.value}
    waiting = CertificateProposal.objects.filter(pk=proposal.pk, state=ProposalState.READING)
    waiting.update(**columns)


@transaction.atomic
def confirm(proposal: CertificateProposal) -> TrustedCertificate:
    trusted = trust(
        proposal.host, proposal.kind, proposal.certificate, note=proposal.note, user=proposal.user
    )
    proposal.delete()
    return trusted


@transaction.atomic
def trust(
    host: str, kind: str, certificate: Certificate, *, note: str = "", user: User | None = None
) -> TrustedCertificate:
    """From the next connection on. Raises NotAnAuthorityError.

    A host shows one certificate: a new pin takes the place of the old one. Authorities add up.
    """
    _check(kind, certificate)
    if kind == TrustKind.PIN:
        old = TrustedCertificate.objects.filter(host=host, kind=kind)
        old.exclude(sha256=certificate.sha256).delete()
    row, _ = TrustedCertificate.objects.update_or_create(
        host=host,
        kind=kind,
        sha256=certificate.sha256,
        defaults={
            "pem": certificate.pem,
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "not_after": certificate.not_after,
            "note": note,
            "added_by": user,
        },
    )
    trust_changed.send(TrustedCertificate, host=host)
    return row


@transaction.atomic
def distrust(row: TrustedCertificate) -> None:
    host = row.host
    row.delete()
    trust_changed.send(TrustedCertificate, host=host)


def _check(kind: str, certificate: Certificate) -> None:
    if kind == TrustKind.CA and not certificate.is_authority:
        raise NotAnAuthorityError
