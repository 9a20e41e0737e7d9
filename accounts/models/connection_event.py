"""The connection log: when a service of an account began or ceased to work, and why.

A row for each change, not for each synchronisation: between two rows everything stayed as the
older one says. It holds codes, hosts and what a server said, never a secret and never mail.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models.functions import Now

from mail.core.endpoint import Login, Service
from mail.core.errors import MailError
from mail.core.sync.backoff import needs_a_person

if TYPE_CHECKING:
    from accounts.models.email_account import EmailAccount

KEPT_FOR = timedelta(days=90)
KEPT_OF_AN_ACCOUNT = 200


class Happening(models.TextChoices):
    SIGNED_IN = "signed_in"  # a check of the person's, at set-up or after an edit
    REFUSED = "refused"  # nothing is tried until somebody acts
    FAILED = "failed"  # tried again by itself
    CHECK_FAILED = "check_failed"  # of new settings; those in use stay
    RECOVERED = "recovered"
    RELEASED = "released"  # the person asked to try again
    REPAIRED = "repaired"  # messages were missing here, and have been fetched


class ConnectionEventQuerySet(models.QuerySet["ConnectionEvent"]):
    def newest_first(self) -> ConnectionEventQuerySet:
        return self.order_by("-pk")


class ConnectionEvent(models.Model):
    account = models.ForeignKey(
        "accounts.EmailAccount", on_delete=models.CASCADE, related_name="connection_events"
    )
    at = models.DateTimeField(db_default=Now())
    service = models.CharField(max_length=8)
    what = models.CharField(max_length=12, choices=Happening.choices)
    code = models.CharField(max_length=40, blank=True, default="")
    subject = models.CharField(max_length=500, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    server = models.CharField(max_length=300)
    # How many messages it is about.
    number = models.PositiveIntegerField(default=0)

    objects = ConnectionEventQuerySet.as_manager()

    class Meta:
        indexes = [
            # Serves the log of one account, and putting away what is more than it keeps.
            models.Index(fields=["account", "-id"], name="connection_log"),
            # Serves putting away what is old.
            models.Index(fields=["at"], name="connection_log_age"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.what}, account {self.account_id}"

    @classmethod
    def note(cls, account: EmailAccount, service: Service, what: Happening) -> None:
        cls._add(account, account.login(service), what)

    @classmethod
    def note_fault(cls, account: EmailAccount, service: Service, error: MailError) -> None:
        what = Happening.REFUSED if needs_a_person(error.code) else Happening.FAILED
        cls._add(account, account.login(service), what, error)

    @classmethod
    def note_failed_check(cls, account: EmailAccount, login: Login, error: MailError) -> None:
        """With new settings, which are not kept; the account goes on with those it has."""
        cls._add(account, login, Happening.CHECK_FAILED, error)

    @classmethod
    def note_repaired(cls, account: EmailAccount, number: int) -> None:
        """Without the name of the folder: an administrator reads the log, too."""
        cls._add(account, account.login(Service.IMAP), Happening.REPAIRED, number=number)

    @classmethod
    def _add(
        cls,
        account: EmailAccount,
        login: Login,
        what: Happening,
        error: MailError | None = None,
        number: int = 0,
    ) -> None:
        endpoint = login.endpoint
        cls.objects.create(
            account_id=account.pk,
            service=endpoint.service.value,
            what=what,
            code=error.code.value if error else "",
            subject=error.subject if error else "",
            server_said=error.server_said if error else "",
            server=f"{endpoint.host}:{endpoint.port}"[:300],
            number=number,
        )
