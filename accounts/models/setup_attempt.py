"""An attempt to set up an account: what was typed, what was found, how far it came.

    finding ──▶ found ──▶ signing_in ──▶ connected
       │          ▲           │
       └▶ not_found ◀─────────┴▶ failed      (both open Advanced settings, filled)

The page only reads and writes this row; a task does the waiting. The typed password is sealed,
lives until the sign-in is decided, and never longer than :data:`LIFETIME`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models.expressions import Combinable
from django.db.models.functions import Now

from accounts.models.checks import Check
from accounts.models.email_account import EmailAccount
from accounts.models.servers import Servers
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError

LIFETIME = timedelta(minutes=30)


class SetupState(models.TextChoices):
    FINDING = "finding"
    FOUND = "found"
    NOT_FOUND = "not_found"
    SIGNING_IN = "signing_in"
    FAILED = "failed"
    CONNECTED = "connected"


def _over(column: str) -> models.Q:
    """That moment has passed, or there is none."""
    return models.Q(**{f"{column}__isnull": True}) | models.Q(**{f"{column}__lte": Now()})


class SetupAttemptQuerySet(models.QuerySet["SetupAttempt"]):
    def for_user(self, user: User | AnonymousUser) -> SetupAttemptQuerySet:
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def busy(self) -> SetupAttemptQuerySet:
        return self.filter(state__in=[SetupState.FINDING, SetupState.SIGNING_IN])

    def lost(self) -> SetupAttemptQuerySet:
        """Busy, but no task is on its way or at work: a worker died or the broker forgot."""
        return self.busy().filter(_over("dispatched_until"), _over("claimed_until"))

    def claim(self, until: Combinable) -> bool:
        """Whether the one row of this query is ours to work on; False when somebody works."""
        return bool(self.filter(_over("claimed_until")).update(claimed_until=until))

    def fresh(self, now: datetime) -> SetupAttemptQuerySet:
        return self.filter(updated_at__gt=now - LIFETIME)


NOBODY_WORKS = _over("claimed_until")


class SetupAttempt(Servers):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="setup_attempts"
    )
    # The account that is being edited; empty while a first one is being set up.
    account = models.ForeignKey(EmailAccount, null=True, blank=True, on_delete=models.CASCADE)
    address = models.CharField(max_length=254)
    state = models.CharField(max_length=12, choices=SetupState.choices, default=SetupState.FINDING)
    provider = models.CharField(max_length=80, blank=True, default="")
    source = models.CharField(max_length=16, blank=True, default="")
    trust = models.CharField(max_length=1, blank=True, default="")
    method = models.CharField(max_length=16, blank=True, default="")
    hint = models.CharField(max_length=40, blank=True, default="")
    oauth_issuer = models.CharField(max_length=255, blank=True, default="")
    suggestion = models.CharField(max_length=254, blank=True, default="")
    # What was asked, as [source, target, result, milliseconds]; for whoever wants to see it.
    trail = models.JSONField(default=list, blank=True)
    # A table of ours has led to servers that do not answer, so what it says was proved.
    looked_again = models.BooleanField(default=False)
    confirmed = models.BooleanField(default=False)
    sealed_imap = models.TextField(blank=True, default="")
    sealed_smtp = models.TextField(blank=True, default="")
    problem_code = models.CharField(max_length=40, blank=True, default="")
    problem_service = models.CharField(max_length=8, blank=True, default="")
    problem_subject = models.CharField(max_length=500, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    problem_facts = models.JSONField(blank=True, default=dict)  # certificate and alerts
    # By service: see Check.
    checks = models.JSONField(default=dict, blank=True)
    # While a task is on its way, and while one works: by the database's clock.
    dispatched_until = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SetupAttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(sealed_imap="") | models.Q(sealed_imap__startswith="v1."))
                & (models.Q(sealed_smtp="") | models.Q(sealed_smtp__startswith="v1.")),
                name="attempt_secret_is_sealed",
            )
        ]

    def __str__(self) -> str:
        return f"setup attempt {self.pk}"

    @property
    def is_busy(self) -> bool:
        return self.state in {SetupState.FINDING, SetupState.SIGNING_IN}

    @property
    def needs_confirmation(self) -> bool:
        """Tiers C and D: the person must say that the password may go to this host."""
        return self.trust in {"C", "D"} and not self.confirmed

    @property
    def shown_as(self) -> str:
        """What a page shows before it takes a password or a yes, which are for this and no other:
        the person may have gone on in another window."""
        servers = (str(self.endpoint(service)) for service in Service)
        return " ".join((str(self.pk), *servers))

    @property
    def problem(self) -> MailError | None:
        if not self.problem_code:
            return None
        error = MailError(Code(self.problem_code), self.server_said, subject=self.problem_subject)
        return error.with_facts(self.problem_facts)

    def checked(self, service: Service) -> Check:
        return Check.read(self.checks.get(service.value))

    def set_check(self, service: Service, check: Check) -> None:
        self.checks = {**self.checks, service.value: check.kept()}

    def set_problem(self, error: MailError | None, service: str = "") -> None:
        self.problem_code = error.code.value if error else ""
        self.problem_subject = error.subject if error else ""
        self.server_said = error.server_said if error else ""
        self.problem_facts = error.facts() if error else {}
        self.problem_service = service

    def erase_secrets(self) -> None:
        self.sealed_imap = self.sealed_smtp = ""
