"""Trying the handed-in password on both servers, and keeping the account if mail can be read.

The task may run twice: it begins with a conditional update that only one run wins. The password
goes to the incoming server first, and to no other host once that one has refused it.
"""

from __future__ import annotations

from django.db import transaction

from accounts import connect
from accounts.models import SetupAttempt
from accounts.models.checks import Check, CheckState
from accounts.models.setup_attempt import SetupState
from accounts.services import attempt_secrets, finding, found_servers
from accounts.services.accounts import keep_account
from accounts.services.attempt_work import claim, write_unless_decided
from mail.core.address import domain_of
from mail.core.discovery.result import Source
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError

# The server that a table of ours names is not there, or is another one.
_NOT_THERE = frozenset(
    {Code.HOST_UNRESOLVED, Code.REFUSED, Code.WRONG_SERVICE, Code.TLS_NAME_MISMATCH}
)
_TABLES = frozenset({Source.PROVIDER_TABLE.value, Source.MX.value})


def sign_in(attempt: SetupAttempt) -> None:
    """When only sending fails the account is kept with the problem noted: the inbox opens and
    says so. The sealed password is erased whatever happens."""
    if not claim(attempt, SetupState.SIGNING_IN) or not attempt.sealed_imap:
        return
    problem = _try(attempt, Service.IMAP)
    if problem is not None:
        _give_up(attempt, problem)
        return
    smtp_problem = _try(attempt, Service.SMTP)
    if smtp_problem is not None and attempt.account_id is not None:
        _finish(attempt, SetupState.FAILED, smtp_problem, Service.SMTP)
        return
    _connect(attempt, smtp_problem)


def _give_up(attempt: SetupAttempt, problem: MailError) -> None:
    """Receiving does not work. Say whether sending would, without the password."""
    table_is_old = problem.code in _NOT_THERE and attempt.source in _TABLES
    if table_is_old and not attempt.looked_again and finding.look_elsewhere(attempt):
        _finish(attempt, SetupState.FOUND, None)
        return
    if problem.code in _NOT_THERE:
        found_servers.forget(domain_of(attempt.address))
    _look_at(attempt, Service.SMTP)
    _finish(attempt, SetupState.FAILED, problem, Service.IMAP)


def _try(attempt: SetupAttempt, service: Service) -> MailError | None:
    _note(attempt, service, Check(CheckState.TRYING))
    try:
        connect.check_with(attempt, service, attempt_secrets.of(attempt, service))
    except MailError as problem:
        _note(attempt, service, Check.failed(problem))
        return problem
    _note(attempt, service, Check(CheckState.OK))
    return None


def _look_at(attempt: SetupAttempt, service: Service) -> None:
    """Whether the server answers as it should; no password is sent to it."""
    try:
        connect.probe_server(attempt, service)
    except MailError as problem:
        _note(attempt, service, Check.failed(problem))
        return
    _note(attempt, service, Check(CheckState.REACHED))


def _note(attempt: SetupAttempt, service: Service, check: Check) -> None:
    """Show how far it came, unless another password has been handed in meanwhile."""
    attempt.set_check(service, check)
    SetupAttempt.objects.filter(
        pk=attempt.pk, state=SetupState.SIGNING_IN, sealed_imap=attempt.sealed_imap
    ).update(checks=attempt.checks)


def _connect(attempt: SetupAttempt, smtp_problem: MailError | None) -> None:
    secrets = {service: attempt_secrets.of(attempt, service) for service in Service}
    with transaction.atomic():
        if not _finish(attempt, SetupState.CONNECTED, None):
            return
        keep_account(
            attempt.user,
            attempt.address,
            attempt.logins,
            secrets,
            account=attempt.account,
            problem=smtp_problem,
        )


def _finish(
    attempt: SetupAttempt, state: SetupState, problem: MailError | None, service: str = ""
) -> bool:
    """Whether this run decided the attempt; a second run of the task finds it decided."""
    handed_in = attempt.sealed_imap  # another one was handed in later: this run decides nothing
    attempt.set_problem(problem, service)
    attempt.erase_secrets()
    attempt.state = state
    return write_unless_decided(attempt, SetupState.SIGNING_IN, sealed_imap=handed_in)
