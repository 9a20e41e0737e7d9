"""An email account: whose it is, where its servers are, and whether it works."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models

from accounts.models.servers import Servers
from crm_inbox.models import User
from mail.core.address import address_key
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError


class EmailAccountQuerySet(models.QuerySet["EmailAccount"]):
    def for_user(self, user: User | AnonymousUser) -> EmailAccountQuerySet:
        """A mailbox is its owner's, whoever else asks."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def readable(self) -> EmailAccountQuerySet:
        """Those whose mail can be brought; sending may have a problem."""
        return self.exclude(problem_service=Service.IMAP.value)

    def with_address(self, address: str) -> EmailAccountQuerySet:
        return self.filter(key=address_key(address))


class EmailAccount(Servers):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_accounts"
    )
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=382, db_index=True)  # finds an account by its address
    problem_code = models.CharField(max_length=40, blank=True, default="")
    problem_service = models.CharField(max_length=8, blank=True, default="")
    problem_subject = models.CharField(max_length=500, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    problem_facts = models.JSONField(blank=True, default=dict)  # certificate and alerts
    synced_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = EmailAccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_account_per_address")
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def works(self) -> bool:
        return not self.problem_code

    @property
    def problem(self) -> MailError | None:
        if not self.problem_code:
            return None
        error = MailError(Code(self.problem_code), self.server_said, subject=self.problem_subject)
        return error.with_facts(self.problem_facts)

    def note_problem(self, service: Service, error: MailError) -> None:
        self.problem_code, self.problem_service = error.code.value, service.value
        self.problem_subject, self.server_said = error.subject, error.server_said
        self.problem_facts = error.facts()
        self.save(update_fields=_PROBLEM_COLUMNS)

    def note_success(self, service: Service, now: datetime) -> None:
        """The service answered; a problem of the *other* service stays on the screen."""
        columns = []
        if self.problem_service == service.value:
            self.problem_code = self.problem_service = ""
            self.problem_subject = self.server_said = ""
            self.problem_facts = {}
            columns += _PROBLEM_COLUMNS
        if service is Service.IMAP:
            self.synced_at = now
            columns.append("synced_at")
        self.save(update_fields=columns)


_PROBLEM_COLUMNS = ["problem_code", "problem_service", "problem_subject", "server_said",
                    "problem_facts"]  # fmt: skip
