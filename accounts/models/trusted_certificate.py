"""Certificates that an administrator trusts for one host, and one that they are looking at."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.servers import SecurityChoice
from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.core.pasted_certificate import Certificate, fingerprint, read_certificate

ENDS_SOON = timedelta(days=30)


class TrustKind(models.TextChoices):
    PIN = "pin", _("This certificate alone")
    CA = "ca", _("An authority that signs certificates")


class TrustedCertificate(models.Model):
    """For *host* this certificate is right (pin), or what it has signed is (CA). For no other."""

    host = models.CharField(max_length=253)
    kind = models.CharField(max_length=4, choices=TrustKind.choices)
    pem = models.TextField()
    sha256 = models.CharField(max_length=64)
    subject = models.CharField(max_length=500, blank=True, default="")
    issuer = models.CharField(max_length=500, blank=True, default="")
    not_after = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True, default="")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["host", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["host", "kind", "sha256"], name="one_trust_per_certificate"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.host}"

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.sha256)

    @property
    def first_of_fingerprint(self) -> str:
        """Enough to tell the rows of a list apart."""
        return self.fingerprint[:23]

    @property
    def has_ended(self) -> bool:
        return self.not_after <= timezone.now()

    @property
    def ends_soon(self) -> bool:
        return self.not_after <= timezone.now() + ENDS_SOON


class ProposalState(models.TextChoices):
    READING = "reading"
    READ = "read"
    FAILED = "failed"


class CertificateProposal(models.Model):
    """What an administrator is about to trust: pasted, or being fetched from the server.

    One for each administrator. Nothing connects with it before they have confirmed what it says.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="certificate_proposal"
    )
    state = models.CharField(max_length=8, choices=ProposalState.choices)
    host = models.CharField(max_length=253)
    kind = models.CharField(max_length=4, choices=TrustKind.choices, default=TrustKind.PIN)
    service = models.CharField(max_length=8, blank=True, default="")
    port = models.PositiveIntegerField(default=0)
    security = models.CharField(
        max_length=8, blank=True, choices=SecurityChoice.choices, default=""
    )
    pem = models.TextField(blank=True, default="")
    note = models.CharField(max_length=200, blank=True, default="")
    problem_code = models.CharField(max_length=40, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"certificate proposed for {self.host}"

    @property
    def endpoint(self) -> Endpoint:
        """Where it is fetched from."""
        return Endpoint(Service(self.service), self.host, self.port, Security(self.security))

    @property
    def certificate(self) -> Certificate:
        return read_certificate(self.pem.encode())

    @property
    def problem(self) -> MailError | None:
        if not self.problem_code:
            return None
        return MailError(Code(self.problem_code), self.server_said, subject=self.host)

    def is_lost(self, now: datetime, after: timedelta) -> bool:
        """Whether no worker has come for it in time."""
        return self.state == ProposalState.READING and self.created_at <= now - after
