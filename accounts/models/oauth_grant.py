"""What a person allowed us at their provider: sealed tokens, and who may renew them."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from accounts.models.email_account import EmailAccount
from accounts.models.oauth_app import OAuthApp
from accounts.models.sealed import is_sealed
from mail.core.errors import Code, MailError


class OAuthGrantQuerySet(models.QuerySet["OAuthGrant"]):
    def looked_at(self) -> OAuthGrantQuerySet:
        """With ``is_alive`` and ``is_due`` by the database's clock."""
        alive = models.Q(expires_at__gt=Now())
        due = models.Q(refresh_at__lte=Now()) | ~alive
        told = {
            name: models.ExpressionWrapper(condition, output_field=models.BooleanField())
            for name, condition in {"is_alive": alive, "is_due": due}.items()
        }
        return self.annotate(**told)

    def claim(self, generation: int, until: models.expressions.Combinable) -> bool:
        """Whether the one grant of this query is ours to renew; one process only wins."""
        free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=Now())
        return bool(self.filter(free, generation=generation).update(leased_until=until))


class OAuthGrant(models.Model):
    """In the place of an account's passwords.

    ``generation`` counts the access tokens. ``sealed_refresh_before`` is the refresh token that
    the present one replaced, kept until the present one has worked. ``problem_code`` says that
    nothing but a new sign-in helps. Tokens are sealed to the account and the application's
    binding.
    """

    account = models.OneToOneField(
        EmailAccount, on_delete=models.CASCADE, related_name="oauth_grant"
    )
    app = models.ForeignKey(OAuthApp, null=True, on_delete=models.SET_NULL, related_name="grants")
    scopes = models.TextField(blank=True, default="")
    sealed_access = models.TextField()
    sealed_refresh = models.TextField(blank=True, default="")
    sealed_refresh_before = models.TextField(blank=True, default="")
    generation = models.PositiveIntegerField(default=1)
    refresh_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    problem_code = models.CharField(max_length=40, blank=True, default="")

    # Of rows that were read by ``looked_at``.
    is_alive: bool
    is_due: bool

    objects = OAuthGrantQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=is_sealed("sealed_refresh", "sealed_refresh_before")
                & models.Q(sealed_access__startswith="v1."),
                name="grant_is_sealed",
            )
        ]

    def __str__(self) -> str:
        return f"grant {self.pk}"

    @property
    def problem(self) -> MailError | None:
        return MailError(Code(self.problem_code)) if self.problem_code else None


class OAuthRevocation(models.Model):
    """A token to be revoked at the provider, after its account or its grant has gone here."""

    app = models.ForeignKey(OAuthApp, on_delete=models.CASCADE)
    sealed_token = models.TextField()
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(sealed_token__startswith="v1."), name="revocation_is_sealed"
            )
        ]

    def __str__(self) -> str:
        return f"revocation {self.pk}"
