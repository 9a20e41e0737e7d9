"""An application that the administrator registered at a provider, for signing in on its page."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models

from accounts.models.sealed import is_sealed
from mail.core.address import domain_of
from mail.core.errors import Code, MailError
from mail.core.oauth.metadata import generic_provider, metadata_from
from mail.core.oauth.provider import GENERIC, OAuthProvider, is_among
from mail.core.oauth.providers import PROVIDERS

WARN_BEFORE = timedelta(days=30)
"""Microsoft's secrets end after two years at most; whoever renews one wants to know in time."""

ANY_TENANT = "common"


class OAuthAppQuerySet(models.QuerySet["OAuthApp"]):
    def enabled(self) -> OAuthAppQuerySet:
        return self.filter(enabled=True).order_by("pk")

    def with_secret_ending(self, today: date) -> OAuthAppQuerySet:
        return self.enabled().filter(secret_expires_on__lte=today + WARN_BEFORE)


class OAuthApp(models.Model):
    """One of our providers, or a server that is known by its issuer.

    ``domains``, ``mail_hosts`` and ``scopes`` are words with blanks between. ``metadata`` is what
    an issuer says of itself; until it has been read the application is offered to nobody.
    """

    provider = models.CharField(max_length=20)
    name = models.CharField(max_length=80, blank=True, default="")
    issuer = models.CharField(max_length=500, blank=True, default="")
    tenant = models.CharField(max_length=100, blank=True, default="")
    client_id = models.CharField(max_length=500)
    sealed_secret = models.TextField(blank=True, default="")
    secret_expires_on = models.DateField(null=True, blank=True)
    domains = models.TextField(blank=True, default="")
    mail_hosts = models.TextField(blank=True, default="")
    scopes = models.TextField(blank=True, default="")
    enabled = models.BooleanField(default=True)
    metadata = models.JSONField(blank=True, default=dict)
    problem_code = models.CharField(max_length=40, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OAuthAppQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=is_sealed("sealed_secret"),
                name="app_secret_is_sealed",
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        known = PROVIDERS.get(self.provider)
        return self.name or (known.name if known else self.issuer)

    @property
    def is_generic(self) -> bool:
        return self.provider == GENERIC

    @property
    def is_ready(self) -> bool:
        return not self.is_generic or bool(self.metadata)

    @property
    def binding(self) -> str:
        """What a token of this application is for, part of the place that it is sealed to.

        With a server that the administrator described, the places it may go to are part of it:
        whoever changes those has not got anybody's consent to send tokens there.
        """
        if not self.is_generic:
            return f"{self.provider}|{self.tenant}"
        endpoint = self.metadata.get("token_url", "")
        return "|".join((self.issuer, endpoint, " ".join(sorted(self.mail_hosts.split()))))

    @property
    def problem(self) -> MailError | None:
        if not self.problem_code:
            return None
        subject = self.issuer or self.shown_name
        return MailError(Code(self.problem_code), self.server_said, subject=subject)

    def note_problem(self, error: MailError | None) -> None:
        self.problem_code = error.code.value if error else ""
        self.server_said = error.server_said if error else ""

    def as_provider(self) -> OAuthProvider:
        """Raises MailError(OAUTH_APP_BROKEN) while an issuer's metadata is unread."""
        if known := PROVIDERS.get(self.provider):
            return known.for_tenant(self.tenant or ANY_TENANT)
        if not self.metadata:
            raise MailError(Code.OAUTH_APP_BROKEN, subject=self.shown_name)
        return generic_provider(
            metadata_from(self.metadata),
            name=self.shown_name,
            scopes=tuple(self.scopes.split()),
            mail_hosts=tuple(self.mail_hosts.split()),
        )

    def serves(self, address: str, *hosts: str) -> bool:
        """Whether this is the sign-in for *address*, whose mail lives on *hosts*."""
        domains = self.domains.split()
        if domains and domain_of(address) not in domains:
            return False
        return bool(hosts) and all(self.may_reach(host) for host in hosts)

    def may_reach(self, host: str) -> bool:
        """A token goes to the provider's own servers, or to those the administrator named."""
        known = PROVIDERS.get(self.provider)
        return is_among(host, known.mail_hosts if known else tuple(self.mail_hosts.split()))
