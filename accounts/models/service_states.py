"""The columns that say how each service of an account fares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import models

from mail.core.endpoint import Service
from mail.core.errors import Code, MailError


@dataclass(frozen=True, slots=True)
class ServiceState:
    """*since* is when it began to be like this; *failed_at* is of the problem, if there is one.

    *stopped*: nothing is tried before a person has acted. Without a problem of its own it is
    stopped because the other service refused the password that both have.
    """

    service: Service
    problem: MailError | None
    stopped: bool
    since: datetime | None
    failed_at: datetime | None
    worked_at: datetime | None


def _code() -> models.CharField[str, str]:
    return models.CharField(max_length=40, blank=True, default="")


def _words() -> models.CharField[str, str]:
    return models.CharField(max_length=500, blank=True, default="")


def _moment() -> models.DateTimeField[datetime | None, datetime | None]:
    return models.DateTimeField(null=True, blank=True)


class ServiceStates(models.Model):
    imap_problem_code = _code()
    imap_problem_subject = _words()
    imap_server_said = _words()
    imap_problem_facts = models.JSONField(blank=True, default=dict)  # certificate and alerts
    imap_stopped = models.BooleanField(default=False)
    imap_since = _moment()
    imap_failed_at = _moment()
    imap_worked_at = _moment()
    smtp_problem_code = _code()
    smtp_problem_subject = _words()
    smtp_server_said = _words()
    smtp_problem_facts = models.JSONField(blank=True, default=dict)
    smtp_stopped = models.BooleanField(default=False)
    smtp_since = _moment()
    smtp_failed_at = _moment()
    smtp_worked_at = _moment()

    class Meta:
        abstract = True

    def state_of(self, service: Service) -> ServiceState:
        def column(name: str) -> datetime | None:
            moment: datetime | None = getattr(self, f"{service.value}_{name}")
            return moment

        return ServiceState(
            service=service,
            problem=self.problem_of(service),
            stopped=self.is_stopped(service),
            since=column("since"),
            failed_at=column("failed_at"),
            worked_at=column("worked_at"),
        )

    def problem_of(self, service: Service) -> MailError | None:
        def column(name: str) -> str:
            return str(getattr(self, f"{service.value}_{name}"))

        if not column("problem_code"):
            return None
        code = Code(column("problem_code"))
        error = MailError(code, column("server_said"), subject=column("problem_subject"))
        return error.with_facts(getattr(self, f"{service.value}_problem_facts"))

    def is_stopped(self, service: Service) -> bool:
        return bool(getattr(self, f"{service.value}_stopped"))

    def begin_again(self, worked_at: datetime | None) -> None:
        """Forget what was wrong with both; *worked_at* is when the new settings signed in."""
        for service in Service:
            fresh = columns_of(
                service,
                problem_code="",
                problem_subject="",
                server_said="",
                problem_facts={},
                stopped=False,
                since=worked_at,
                failed_at=None,
                worked_at=worked_at,
            )
            for name, value in fresh.items():
                setattr(self, name, value)

    @property
    def problems(self) -> dict[Service, MailError]:
        """Receiving before sending."""
        found = {service: self.problem_of(service) for service in Service}
        return {service: error for service, error in found.items() if error}

    @property
    def works(self) -> bool:
        return not self.problems

    @property
    def problem(self) -> MailError | None:
        """The one to mend first."""
        return next(iter(self.problems.values()), None)


def columns_of(service: Service, **values: object) -> dict[str, object]:
    """``stopped=True`` for IMAP is ``imap_stopped=True``."""
    return {f"{service.value}_{name}": value for name, value in values.items()}
