"""Setting up an email account: find the servers, try the password, keep the account.

Views write a :class:`SetupAttempt`; the tasks call :func:`find_servers` and :func:`sign_in`.
Both may run twice: each begins with a conditional update that only one of them wins.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from accounts import connect
from accounts.models import ConnectionEvent, EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import attempt_secrets, attempt_work
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery.guesses import prefill
from mail.core.discovery.result import Candidate, Discovery
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport.discover import discover
from mail.transport.secret import Secret


def current_attempt(user: User) -> SetupAttempt | None:
    """The attempt to go on with: leaving the wizard and coming back loses nothing."""
    return (
        SetupAttempt.objects.for_user(user)
        .fresh(timezone.now())
        .exclude(state=SetupState.CONNECTED)
        .order_by("-pk")
        .first()
    )


def has_just_edited(user: User) -> bool:
    """Whether the attempt that ended last changed an account instead of making one."""
    last = SetupAttempt.objects.for_user(user).order_by("pk").last()
    return last is not None and last.account_id is not None


def start_attempt(user: User, address: str, *, account: EmailAccount | None = None) -> SetupAttempt:
    """Begin again with *address*. Raises MailError(ADDRESS_INVALID)."""
    spec = parse_addr_spec(address)
    with transaction.atomic():
        SetupAttempt.objects.for_user(user).delete()
        return SetupAttempt.objects.create(user=user, address=spec, account=account)


def start_edit(
    user: User, account: EmailAccount, *, problem: Service | None = None
) -> SetupAttempt:
    """Change a working account: filled with what it has, which stays until the new works.

    Where it has a *problem*, the page begins with what mends it.
    """
    attempt = start_attempt(user, account.address, account=account)
    for login in account.logins.values():
        attempt.set_login(login)
    attempt.state = SetupState.FOUND
    if problem and (error := account.problem_of(problem)):
        attempt.state = SetupState.FAILED
        attempt.set_problem(error, problem.value)
    attempt.trust, attempt.confirmed = "A", True
    attempt.save()
    return attempt


def one_password_mends(account: EmailAccount, problem: Service) -> bool:
    """Whether the page can ask for one password: receiving refused it, and sending has no other."""
    return problem is Service.IMAP and connect.number_of_secrets(account) != 2


def find_servers(attempt: SetupAttempt) -> None:
    """Look for the servers of the attempt's address. No credential is involved."""
    if not attempt_work.claim(attempt, SetupState.FINDING):
        return
    found = discover(attempt.address, connect.policy(), presets=connect.presets())
    _note_discovery(attempt, found)
    # Advanced settings may have been saved meanwhile; what a person typed wins.
    _write_unless_decided(attempt, SetupState.FINDING)


def _note_discovery(attempt: SetupAttempt, found: Discovery) -> None:
    if found.candidates:
        _take_candidate(attempt, found.candidates[0])
        attempt.state = SetupState.FOUND
        attempt.set_problem(None)
        return
    _take_guesses(attempt)
    attempt.provider = found.provider
    subject = found.provider or domain_of(attempt.address)
    attempt.set_problem(MailError(found.code or Code.NOT_FOUND, subject=subject))


def _take_guesses(attempt: SetupAttempt) -> None:
    for login in prefill(attempt.address):
        attempt.set_login(login)
    attempt.state = SetupState.NOT_FOUND


def _take_candidate(attempt: SetupAttempt, candidate: Candidate) -> None:
    attempt.set_login(candidate.imap)
    attempt.set_login(candidate.smtp)
    attempt.provider, attempt.source = candidate.provider, candidate.source.value
    attempt.trust, attempt.method = candidate.trust.value, candidate.method.value
    attempt.hint = candidate.hint_code


def _write_unless_decided(attempt: SetupAttempt, was: str, **still: str) -> bool:
    """Store *attempt*, which ends waiting and so its secrets, if its row is still as it *was*."""
    return bool(
        SetupAttempt.objects.filter(pk=attempt.pk, state=was, **still).update(
            **_columns(attempt), sealed_imap="", sealed_smtp="", updated_at=timezone.now()
        )
    )


def _columns(attempt: SetupAttempt) -> dict[str, object]:
    names = (
        [f"{s}_{c}" for s in ("imap", "smtp") for c in ("host", "port", "security", "username")]
        + ["state", "provider", "source", "trust", "method", "hint"]
        + ["problem_code", "problem_service", "problem_subject", "server_said"]
    )
    return {name: getattr(attempt, name) for name in names}


def stop_waiting(attempt: SetupAttempt) -> None:
    """The person wants to type the servers: stop the task, and fill what is known or guessed.

    A task that has just decided wins: then there is nothing left to stop.
    """
    was = attempt.state
    if was == SetupState.FINDING:
        _take_guesses(attempt)
    elif was == SetupState.SIGNING_IN:
        attempt.state = SetupState.FOUND
    attempt.erase_secrets()
    _write_unless_decided(attempt, was)


def confirm_host(attempt: SetupAttempt) -> None:
    attempt.confirmed = True
    attempt.save(update_fields=["confirmed", "updated_at"])


def hand_in_servers(
    attempt: SetupAttempt, logins: Mapping[Service, Login], secrets: Mapping[Service, Secret | None]
) -> None:
    """Servers typed by hand are the person's own word: they need no confirmation.

    A secret of None is the stored one of the account that is edited, as long as its server stays
    the same. Raises MailError(SECRET_UNREADABLE).
    """
    imap_secret, smtp_secret = attempt_secrets.complete(attempt, logins, secrets)
    for login in logins.values():
        attempt.set_login(login)
    attempt.confirmed = True
    attempt.source = "typed"
    hand_in_password(attempt, imap_secret, smtp_secret)


def kept_logins(attempt: SetupAttempt) -> dict[Service, Login]:
    """The logins whose passwords are stored, when an account is being edited."""
    return attempt.account.logins if attempt.account else {}


def hand_in_password(
    attempt: SetupAttempt, imap_secret: Secret, smtp_secret: Secret | None = None
) -> None:
    """Seal the password and let the worker try it. Nothing waits here."""
    attempt_secrets.put(attempt, imap_secret, smtp_secret or imap_secret)
    attempt.state = SetupState.SIGNING_IN
    attempt.set_problem(None)
    attempt.save()
    attempt_work.dispatch(attempt)


def sign_in(attempt: SetupAttempt) -> None:
    """Try the handed-in password on both servers, and keep the account if mail can be read.

    When only sending fails the account is kept with the problem noted: the inbox opens and says
    so. The sealed password is erased whatever happens.
    """
    if not attempt_work.claim(attempt, SetupState.SIGNING_IN) or not attempt.sealed_imap:
        return
    problem = _try(attempt, Service.IMAP)
    if problem is not None:
        _finish(attempt, SetupState.FAILED, problem, Service.IMAP)
        return
    smtp_problem = _try(attempt, Service.SMTP)
    # New settings replace those that work only when all of them do; nothing is lost where the old
    # ones fail as well.
    if smtp_problem is not None and attempt.account is not None and attempt.account.works:
        _finish(attempt, SetupState.FAILED, smtp_problem, Service.SMTP)
        return
    _connect(attempt, smtp_problem)


def _try(attempt: SetupAttempt, service: Service) -> MailError | None:
    try:
        connect.check_with(attempt, service, attempt_secrets.of(attempt, service))
    except MailError as problem:
        return problem
    return None


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
            signed_in=True,
        )


def _finish(
    attempt: SetupAttempt, state: SetupState, problem: MailError | None, service: str = ""
) -> bool:
    """Whether this run decided the attempt; a second run of the task finds it decided."""
    handed_in = attempt.sealed_imap  # another one was handed in later: this run decides nothing
    attempt.set_problem(problem, service)
    attempt.erase_secrets()
    attempt.state = state
    is_ours = _write_unless_decided(attempt, SetupState.SIGNING_IN, sealed_imap=handed_in)
    if is_ours and attempt.account and problem:
        ConnectionEvent.note_failed_check(attempt.account, attempt.login(Service(service)), problem)
    return is_ours
