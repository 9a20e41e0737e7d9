"""A sealed password. Kept apart from the account, so that listing accounts never reads one."""

from __future__ import annotations

from django.db import models

from accounts.models.email_account import EmailAccount


class Credential(models.Model):
    """The secret for one service of one account, sealed to its place.

    The place (account, service, host, port, security, user name) is authenticated with the
    ciphertext: moved to another row or another host it does not open.
    """

    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="credentials")
    service = models.CharField(max_length=8)
    sealed = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "service"], name="one_secret_per_service"),
            models.CheckConstraint(
                condition=models.Q(sealed__startswith="v1."), name="secret_is_sealed"
            ),
        ]

    def __str__(self) -> str:
        return f"credential {self.pk}"
