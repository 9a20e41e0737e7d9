"""Trying the handed-in password on both servers, and keeping the account if mail can be read.

The task may run twice: it begins with a conditional update that only one run wins. The password
goes to the incoming server first, and to no other host once that one has refused it.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts import connect
from accounts.models import ConnectionEvent, EmailAccount, SetupAttempt
from accounts.models.checks import Check, CheckState
from accounts.models.setup_attempt import SetupState
from accounts.oauth import attempts as oauth_attempts
from accounts.services import attempt_secrets, finding, found_servers, presets
from accounts.services.accounts import keep_account
from accounts.services.attempt_work import claim, write_unless_decided
from mail.core.address import domain_of
from mail.core.checked import Checked
from mail.core.discovery.result import Source
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret

# The server that a table of ours names is not there, or is another one.
_NOT_THERE = frozenset(
    {Code.HOST_UNRESOLVED, Code.REFUSED, Code.WRONG_SERVICE, Code.TLS_NAME_MISMATCH}
)
_TABLES = frozenset({Source.PROVIDER_TABLE.value, Source.MX.value})

# Files and tables tell how people sign in; these do not.
_SAY_NO_NAME = frozenset(
    {
        Source.MX.value, Source.MX_AUTOCONFIG.value, Source.MX_ISPDB.value, Source.SRV.value,
        Source.GATEWAY.value, Source.GUESS.value,
    }
)  # fmt: skip


def sign_in(attempt: SetupAttempt) -> None:
    """When only sending fails the account is kept with the problem noted: the inbox opens and
    says so. The sealed password is erased whatever happens."""
    if not claim(attempt, SetupState.SIGNING_IN) or not attempt.sealed_imap:
        return
    try:
        secrets = {service: attempt_secrets.of(attempt, service) for service in Service}
    except MailError as problem:  # a provider that gives no token
        _finish(attempt, SetupState.FAILED, problem, Service.IMAP)
        return
    received = _try(attempt, Service.IMAP, secrets, _other_name(attempt, Service.IMAP))
    if received.problem is not None:
        _give_up(attempt, received.problem)
        return
    renamed = _take_name(attempt, received.username)
    other_name = "" if renamed else _other_name(attempt, Service.SMTP)
    sent = _try(attempt, Service.SMTP, secrets, other_name)
    # New settings replace those that work only when all of them do; nothing is lost where the old
    # ones fail as well.
    if sent.problem is not None and attempt.account is not None and attempt.account.works:
        _finish(attempt, SetupState.FAILED, sent.problem, Service.SMTP)
        return
    attempt.smtp_username = sent.username
    try:
        _connect(attempt, secrets, sent.problem)
    except MailError as refusal:  # one account too many; the row is as it was
        _finish(SetupAttempt.objects.get(pk=attempt.pk), SetupState.FAILED, refusal)


def _other_name(attempt: SetupAttempt, service: Service) -> str:
    """The other form that the user name may have, where nobody has told us which it is."""
    name, address = attempt.login(service).username, attempt.address
    forms = {address: address.rpartition("@")[0], address.rpartition("@")[0]: address}
    return forms.get(name, "") if attempt.source in _SAY_NO_NAME else ""


def _take_name(attempt: SetupAttempt, works: str) -> bool:
    """Whether another user name than the one tried first opened the mailbox; it is kept."""
    if works == attempt.imap_username:
        return False
    if attempt.smtp_username == attempt.imap_username:
        attempt.smtp_username = works
    attempt.imap_username = works
    return True


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


def _try(
    attempt: SetupAttempt, service: Service, secrets: Mapping[Service, Secret], other_name: str
) -> Checked:
    _note(attempt, service, Check(CheckState.TRYING))
    checked = connect.try_to_sign_in(attempt, service, secrets[service], other_username=other_name)
    state = CheckState.FAILED if checked.problem else CheckState.OK
    _note(attempt, service, Check(state, checked.problem, checked.alerts))
    return checked


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


def _connect(
    attempt: SetupAttempt, secrets: Mapping[Service, Secret], smtp_problem: MailError | None
) -> None:
    trip = oauth_attempts.trip_of(attempt)
    with transaction.atomic():
        edited = None
        if attempt.account is not None:
            edited = EmailAccount.objects.filter(pk=attempt.account.pk).hold()
            if edited is None:  # removed, and its attempts with it
                return
        if not _finish(attempt, SetupState.CONNECTED, None):
            return
        account = keep_account(
            attempt.user,
            attempt.address,
            attempt.logins,
            {} if trip else secrets,
            account=edited,
            problem=smtp_problem,
            signed_in=True,
        )
        if trip:
            oauth_attempts.keep(trip, account)
        if smtp_problem is None:
            presets.offer(account, source=attempt.source)


def _finish(
    attempt: SetupAttempt, state: SetupState, problem: MailError | None, service: str = ""
) -> bool:
    """Whether this run decided the attempt; a second run of the task finds it decided."""
    handed_in = attempt.sealed_imap  # another one was handed in later: this run decides nothing
    attempt.set_problem(problem, service)
    attempt.erase_secrets()
    attempt.state = state
    decided = write_unless_decided(attempt, SetupState.SIGNING_IN, sealed_imap=handed_in)
    if decided:
        oauth_attempts.erase(attempt)
    if decided and attempt.account and problem:
        ConnectionEvent.note_failed_check(attempt.account, attempt.login(Service(service)), problem)
    return decided
