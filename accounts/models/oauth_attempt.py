"""A trip to the provider's sign-in page, and what came back from it.

    away ──▶ back (state checked, once) ──▶ holds tokens ──▶ the sign-in check ──▶ a grant

While away it holds the verifier of PKCE; afterwards the tokens, until the attempt to set up the
account is decided. A row that is ``kept`` stands for the grant that the edited account has.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import models

from accounts.models.oauth_app import OAuthApp
from accounts.models.sealed import is_sealed
from accounts.models.setup_attempt import SetupAttempt

AWAY_FOR = timedelta(minutes=10)


class OAuthAttempt(models.Model):
    attempt = models.OneToOneField(SetupAttempt, on_delete=models.CASCADE, related_name="oauth")
    app = models.ForeignKey(OAuthApp, null=True, on_delete=models.CASCADE)
    # A hash: who reads the database cannot answer in the provider's place.
    state_hash = models.CharField(max_length=64, blank=True, default="", db_index=True)
    redirect_uri = models.CharField(max_length=500, blank=True, default="")
    kept = models.BooleanField(default=False)
    sealed_verifier = models.TextField(blank=True, default="")
    sealed_access = models.TextField(blank=True, default="")
    sealed_refresh = models.TextField(blank=True, default="")
    scopes = models.TextField(blank=True, default="")
    refresh_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The attempt's ``sealed_imap`` that these tokens were handed in with; another is a password's.
    handed_in = models.TextField(blank=True, default="")
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=is_sealed("sealed_verifier", "sealed_access", "sealed_refresh"),
                name="oauth_attempt_is_sealed",
            )
        ]

    def __str__(self) -> str:
        return f"oauth attempt {self.pk}"
