"""Servers for everybody at a domain: laid down by an administrator, or offered to one.

a sign-in that worked ──▶ offered ──▶ accepted ──▶ the next person types only a password
                             └──────▶ declined ──▶ (an administrator may still change their mind)
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.servers import Endpoints
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Service


class PresetState(models.TextChoices):
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class UsernameChoice(models.TextChoices):
    ADDRESS = "address", _("The whole address")
    LOCAL_PART = "local_part", _("What stands before the @")


class DomainPreset(Endpoints):
    domain = models.CharField(max_length=253, unique=True)  # A-labels in lower case
    imap_rule = models.CharField(
        max_length=16, choices=UsernameChoice.choices, default=UsernameChoice.ADDRESS
    )
    smtp_rule = models.CharField(
        max_length=16, choices=UsernameChoice.choices, default=UsernameChoice.ADDRESS
    )
    provider = models.CharField(max_length=80, blank=True, default="")
    state = models.CharField(max_length=8, choices=PresetState.choices, default=PresetState.OFFERED)
    # How the servers were first found (a Source or "typed"); "administrator" when laid down here.
    source = models.CharField(max_length=16, blank=True, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain

    def preset(self) -> Preset:
        return Preset(
            domain=self.domain,
            imap=self.endpoint(Service.IMAP),
            smtp=self.endpoint(Service.SMTP),
            provider=self.provider,
            username="address" if self.imap_rule == UsernameChoice.ADDRESS else "local_part",
            smtp_username="address" if self.smtp_rule == UsernameChoice.ADDRESS else "local_part",
        )
