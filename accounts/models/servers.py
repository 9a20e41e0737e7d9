"""The columns that name an incoming and an outgoing server, shared by accounts and attempts, and
by what the administrator lays down for a domain."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mail.core.endpoint import Endpoint, Login, Security, Service


class SecurityChoice(models.TextChoices):
    TLS = Security.TLS.value, _("SSL/TLS")
    STARTTLS = Security.STARTTLS.value, _("STARTTLS")
    NONE = Security.NONE.value, _("None")


class Endpoints(models.Model):
    imap_host = models.CharField(max_length=255, blank=True, default="")
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(
        max_length=8, choices=SecurityChoice.choices, default=SecurityChoice.TLS
    )
    smtp_host = models.CharField(max_length=255, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(
        max_length=8, choices=SecurityChoice.choices, default=SecurityChoice.TLS
    )

    class Meta:
        abstract = True

    def endpoint(self, service: Service) -> Endpoint:
        def column(name: str) -> str:
            return str(getattr(self, f"{service.value}_{name}"))

        return Endpoint(service, column("host"), int(column("port")), Security(column("security")))

    def set_endpoint(self, endpoint: Endpoint) -> None:
        service = endpoint.service.value
        setattr(self, f"{service}_host", endpoint.host)
        setattr(self, f"{service}_port", endpoint.port)
        setattr(self, f"{service}_security", endpoint.security.value)


class Servers(Endpoints):
    imap_username = models.CharField(max_length=255, blank=True, default="")
    smtp_username = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        abstract = True

    def login(self, service: Service) -> Login:
        return Login(self.endpoint(service), str(getattr(self, f"{service.value}_username")))

    @property
    def logins(self) -> dict[Service, Login]:
        return {service: self.login(service) for service in Service}

    def set_login(self, login: Login) -> None:
        self.set_endpoint(login.endpoint)
        setattr(self, f"{login.endpoint.service.value}_username", login.username)
