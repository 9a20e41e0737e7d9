"""Setting up an email account: find the servers, try the password, keep the account.

Views write a :class:`SetupAttempt`; the tasks call :func:`find_servers` and :func:`sign_in`.
Both may run twice: each begins with a conditional update that only one of them wins.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts import connect
from accounts.credentials import place_of, seal, unseal
from accounts.database_time import from_now
from accounts.handover import hand_over
from accounts.models import EmailAccount, SetupAttempt
from accounts.models.setup_attempt import LIFETIME, SetupState
from accounts.services.accounts import keep_account
from crm_inbox.models import User
from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery.guesses import prefill
from mail.core.discovery.result import Candidate, Discovery
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport.discover import discover
from mail.transport.secret import Secret

LOST_AFTER = timedelta(seconds=30)
"""Longer than looking for servers (8 s) or two sign-ins (10 s each) may take."""


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


def start_edit(user: User, account: EmailAccount) -> SetupAttempt:
    """Change a working account: filled with what it has, which stays until the new works."""
    attempt = start_attempt(user, account.address, account=account)
    for login in account.logins.values():
        attempt.set_login(login)
    attempt.state = SetupState.FOUND
    attempt.trust, attempt.confirmed = "A", True
    attempt.save()
    return attempt


def find_servers(attempt: SetupAttempt) -> None:
    """Look for the servers of the attempt's address. No credential is involved."""
    if not _claim(attempt, SetupState.FINDING):
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


def _write_unless_decided(attempt: SetupAttempt, was: str) -> bool:
    """Store *attempt*, which ends waiting and so its secrets, if its row is still as it *was*."""
    return bool(
        SetupAttempt.objects.filter(pk=attempt.pk, state=was).update(
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
    imap_secret, smtp_secret = _complete(attempt, logins, secrets)
    for login in logins.values():
        attempt.set_login(login)
    attempt.confirmed = True
    attempt.source = "typed"
    hand_in_password(attempt, imap_secret, smtp_secret)


def kept_logins(attempt: SetupAttempt) -> dict[Service, Login]:
    """The logins whose passwords are stored, when an account is being edited."""
    return attempt.account.logins if attempt.account else {}


def _complete(
    attempt: SetupAttempt, logins: Mapping[Service, Login], typed: Mapping[Service, Secret | None]
) -> tuple[Secret, Secret]:
    """Both secrets. One that was typed for incoming mail alone is meant for both servers, unless
    sending has had a password of its own."""
    imap, smtp = typed[Service.IMAP], typed[Service.SMTP]
    if imap and not smtp and not _sending_has_its_own(attempt, logins[Service.SMTP]):
        smtp = imap
    return (
        imap or _stored_secret(attempt, logins[Service.IMAP]),
        smtp or _stored_secret(attempt, logins[Service.SMTP]),
    )


def _sending_has_its_own(attempt: SetupAttempt, login: Login) -> bool:
    if attempt.account is None or attempt.account.login(Service.SMTP) != login:
        return False
    imap, smtp = (connect.secret_for(attempt.account, service) for service in Service)
    return imap.reveal() != smtp.reveal()


def _stored_secret(attempt: SetupAttempt, login: Login) -> Secret:
    """A stored password never follows to another server."""
    service = login.endpoint.service
    if attempt.account is None or attempt.account.login(service) != login:
        raise MailError(Code.SECRET_UNREADABLE)
    return connect.secret_for(attempt.account, service)


TASK_OF_STATE = {
    SetupState.FINDING: "accounts.find_servers",
    SetupState.SIGNING_IN: "accounts.sign_in",
}


def dispatch(attempt: SetupAttempt) -> None:
    """Send the task of a busy attempt after the commit; the tick sends it again if it is lost."""
    task = TASK_OF_STATE[SetupState(attempt.state)]
    rows = SetupAttempt.objects.filter(pk=attempt.pk)
    rows.update(dispatched_until=from_now(LOST_AFTER), claimed_until=None)
    transaction.on_commit(
        lambda: (
            hand_over(task, attempt.pk, queue="interactive") or rows.update(dispatched_until=None)
        )
    )


def dispatch_lost_attempts() -> None:
    for attempt in SetupAttempt.objects.lost().fresh(timezone.now()):
        with transaction.atomic():
            dispatch(attempt)


def erase_old_secrets() -> None:
    """Nobody comes back to an attempt of that age; its sealed password shall not wait for them."""
    old = SetupAttempt.objects.filter(updated_at__lte=timezone.now() - LIFETIME)
    old.exclude(sealed_imap="", sealed_smtp="").update(sealed_imap="", sealed_smtp="")


def _claim(attempt: SetupAttempt, state: SetupState) -> bool:
    """Whether this run of the task is the only one that works on the attempt."""
    rows = SetupAttempt.objects.filter(pk=attempt.pk, state=state)
    return attempt.state == state and rows.claim(from_now(LOST_AFTER))


def hand_in_password(
    attempt: SetupAttempt, imap_secret: Secret, smtp_secret: Secret | None = None
) -> None:
    """Seal the password and let the worker try it. Nothing waits here."""
    attempt.sealed_imap = seal(imap_secret, _place(attempt, Service.IMAP))
    attempt.sealed_smtp = seal(smtp_secret or imap_secret, _place(attempt, Service.SMTP))
    attempt.state = SetupState.SIGNING_IN
    attempt.set_problem(None)
    attempt.save()
    dispatch(attempt)


def sign_in(attempt: SetupAttempt) -> None:
    """Try the handed-in password on both servers, and keep the account if mail can be read.

    When only sending fails the account is kept with the problem noted: the inbox opens and says
    so. The sealed password is erased whatever happens.
    """
    if not _claim(attempt, SetupState.SIGNING_IN) or not attempt.sealed_imap:
        return
    problem = _try(attempt, Service.IMAP)
    if problem is not None:
        _finish(attempt, SetupState.FAILED, problem, Service.IMAP)
        return
    smtp_problem = _try(attempt, Service.SMTP)
    if smtp_problem is not None and attempt.account_id is not None:
        _finish(attempt, SetupState.FAILED, smtp_problem, Service.SMTP)
        return
    _connect(attempt, smtp_problem)


def _try(attempt: SetupAttempt, service: Service) -> MailError | None:
    try:
        connect.check_with(attempt, service, _secret(attempt, service))
    except MailError as problem:
        return problem
    return None


def _connect(attempt: SetupAttempt, smtp_problem: MailError | None) -> None:
    secrets = {service: _secret(attempt, service) for service in Service}
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
    attempt.set_problem(problem, service)
    attempt.erase_secrets()
    attempt.state = state
    return _write_unless_decided(attempt, SetupState.SIGNING_IN)


def _secret(attempt: SetupAttempt, service: Service) -> Secret:
    sealed = attempt.sealed_imap if service is Service.IMAP else attempt.sealed_smtp
    return unseal(sealed, _place(attempt, service))


def _place(attempt: SetupAttempt, service: Service) -> str:
    return place_of(f"attempt:{attempt.pk}", attempt.login(service))
