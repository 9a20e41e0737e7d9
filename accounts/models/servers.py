"""The columns that name an incoming and an outgoing server, shared by accounts and attempts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mail.core.endpoint import Endpoint, Login, Security, Service


class SecurityChoice(models.TextChoices):
    TLS = Security.TLS.value, _("SSL/TLS")
    STARTTLS = Security.STARTTLS.value, _("STARTTLS")
    NONE = Security.NONE.value, _("None")


class Servers(models.Model):
    imap_host = models.CharField(max_length=255, blank=True, default="")
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(
        max_length=8, choices=SecurityChoice.choices, default=SecurityChoice.TLS
    )
    imap_username = models.CharField(max_length=255, blank=True, default="")
    smtp_host = models.CharField(max_length=255, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=465)
    smtp_security = models.CharField(
        max_length=8, choices=SecurityChoice.choices, default=SecurityChoice.TLS
    )
    smtp_username = models.CharField(max_length=255, blank=True, default="")

    class Meta:
        abstract = True

    def login(self, service: Service) -> Login:
        def column(name: str) -> str:
            return str(getattr(self, f"{service.value}_{name}"))

        endpoint = Endpoint(
            service, column("host"), int(column("port")), Security(column("security"))
        )
        return Login(endpoint, column("username"))

    @property
    def logins(self) -> dict[Service, Login]:
        return {service: self.login(service) for service in Service}

    def set_login(self, login: Login) -> None:
        service = login.endpoint.service.value
        setattr(self, f"{service}_host", login.endpoint.host)
        setattr(self, f"{service}_port", login.endpoint.port)
        setattr(self, f"{service}_security", login.endpoint.security.value)
        setattr(self, f"{service}_username", login.username)
