"""An email account: whose it is, where its servers are, and whether it works."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Coalesce, Now

from accounts.models.connection_event import ConnectionEvent, Happening
from accounts.models.servers import Servers
from accounts.models.service_states import ServiceStates, columns_of
from crm_inbox.models import User
from mail.core.address import address_key
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.sync.backoff import needs_a_person
from mail.core.sync.not_now import NotNow


class StillRefused(MailError):
    """Nobody was asked: the server has refused before, and nothing has changed since."""


class EmailAccountQuerySet(models.QuerySet["EmailAccount"]):
    def for_user(self, user: User | AnonymousUser) -> EmailAccountQuerySet:
        """A mailbox is its owner's, whoever else asks."""
        return self.filter(user_id=user.pk) if user.is_authenticated else self.none()

    def readable(self) -> EmailAccountQuerySet:
        """Those whose mail can be brought; sending may have a problem."""
        return self.filter(imap_problem_code="")

    def with_address(self, address: str) -> EmailAccountQuerySet:
        return self.filter(key=address_key(address))

    def hold(self) -> EmailAccount | None:
        """The first as it is now; nobody changes it before the transaction ends.

        Comes before its secrets, its attempts and its lanes: two orders would be a deadlock.
        """
        return self.select_for_update(no_key=True).first()

    def in_trouble(self) -> EmailAccountQuerySet:
        return self.exclude(imap_problem_code="", smtp_problem_code="")


Accounts = models.Manager.from_queryset(EmailAccountQuerySet)


class PresentAccounts(Accounts["EmailAccount"]):
    """Without those that were removed and are being erased: nobody sees or serves them."""

    def get_queryset(self) -> EmailAccountQuerySet:
        return EmailAccountQuerySet(self.model, using=self._db).filter(removed_at__isnull=True)


class RemovedAccounts(models.Manager["EmailAccount"]):
    def get_queryset(self) -> EmailAccountQuerySet:
        return EmailAccountQuerySet(self.model, using=self._db).filter(removed_at__isnull=False)


class EmailAccount(Servers, ServiceStates):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_accounts"
    )
    address = models.CharField(max_length=254)
    key = models.CharField(max_length=382, db_index=True)  # finds an account by its address
    synced_at = models.DateTimeField(null=True, blank=True)
    # How many days back mail of a folder is held at first; 0: everything.
    sync_window_days = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    # Removed by its person; what is held of it is being erased.
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = PresentAccounts()
    removed = RemovedAccounts()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"],
                condition=Q(removed_at__isnull=True),
                name="one_present_account_per_address",
            )
        ]

    def __str__(self) -> str:
        return self.address

    def note_problem(self, service: Service, error: MailError) -> None:
        """The service does not work. Written to the log when that is news."""
        if isinstance(error, StillRefused | NotNow):
            return  # nobody was asked
        now = columns_of(
            service,
            problem_code=error.code.value,
            problem_subject=error.subject,
            server_said=error.server_said,
            problem_facts=error.facts(),
            stopped=needs_a_person(error.code),
        )
        rows, failed = self._row(), columns_of(service, failed_at=Now())
        is_new = rows.exclude(**columns_of(service, problem_code=error.code.value))
        if is_new.update(**now, **failed, **columns_of(service, since=Now())):
            ConnectionEvent.note_fault(self, service, error)
        else:
            rows.update(**now, **failed)
        self._take_over(now)

    def note_success(self, service: Service, now: datetime) -> bool:
        """The service answered; whether it had a problem before.

        A problem of the *other* service stays on the screen.
        """
        worked = columns_of(service, worked_at=now)
        if service is Service.IMAP:
            worked["synced_at"] = now
        rows, fine = self._row(), columns_of(service, problem_code="", stopped=False)
        first = columns_of(service, since=Coalesce(f"{service.value}_since", Value(now)))
        if rows.filter(**fine).update(**worked, **first):
            self._take_over(worked)
            return False
        fine |= worked | columns_of(
            service, problem_subject="", server_said="", problem_facts={}, since=now
        )
        self._take_over(fine)
        if not rows.update(**fine):
            return False
        ConnectionEvent.note(self, service, Happening.RECOVERED)
        return True

    def stop(self, service: Service) -> None:
        """Try nothing at this service until a person has acted, for another one's reason."""
        now = columns_of(service, stopped=True)
        self._row().update(**now)
        self._take_over(now)

    def release(self, service: Service) -> bool:
        """A person says that it may be tried again; whether it was stopped."""
        now = columns_of(service, stopped=False)
        released = self._row().filter(**columns_of(service, stopped=True)).update(**now)
        self._take_over(now)
        if released and self.problem_of(service):
            ConnectionEvent.note(self, service, Happening.RELEASED)
        return bool(released)

    def _row(self) -> models.QuerySet[EmailAccount]:
        return EmailAccount.objects.filter(pk=self.pk)

    def _take_over(self, columns: dict[str, object]) -> None:
        for name, value in columns.items():
            setattr(self, name, value)
