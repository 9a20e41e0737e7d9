"""How one person wants to see the product, and how their mail is treated."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

SIGNATURE_LIMIT = 4_000
"""Characters: the row is read with every page, and longer is no signature."""

PAGE_SIZES = (25, 50, 100)


class Theme(models.TextChoices):
    SYSTEM = "system", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Clock(models.TextChoices):
    LANGUAGE = "", _("As the language")
    TWELVE = "12", _("12 hours: 2:05 PM")
    TWENTY_FOUR = "24", _("24 hours: 14:05")


class MarkRead(models.TextChoices):
    OPENED = "opened", _("When I open it")
    BY_HAND = "by-hand", _("Only when I mark it as read")


class Preferences(models.Model):
    """One row for each user, made when first needed; empty means “as the browser says”."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    language = models.CharField(max_length=8, blank=True, default="")
    time_zone = models.CharField(max_length=64, blank=True, default="")
    clock = models.CharField(max_length=2, blank=True, choices=Clock.choices, default="")
    theme = models.CharField(max_length=8, choices=Theme.choices, default=Theme.SYSTEM)
    # WCAG 2.1.4: whoever dictates, or brushes a key by accident, can switch them off.
    single_keys = models.BooleanField(default=True)

    # None: as the installation says (UNDO_SEND_S).
    undo_send_s = models.PositiveSmallIntegerField(null=True, default=None)
    mark_read = models.CharField(max_length=8, choices=MarkRead.choices, default=MarkRead.OPENED)
    page_size = models.PositiveSmallIntegerField(default=50)
    signature = models.TextField(max_length=SIGNATURE_LIMIT, blank=True, default="")
    signature_in_new = models.BooleanField(default=True)
    signature_in_answers = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"preferences of user {self.user_id}"

    @property
    def marks_read_when_opened(self) -> bool:
        return self.mark_read == MarkRead.OPENED

    def signature_for(self, *, answering: bool) -> str:
        """The signature of a new message or of an answer; "" when there is to be none."""
        wanted = self.signature_in_answers if answering else self.signature_in_new
        return self.signature.strip() if wanted else ""
