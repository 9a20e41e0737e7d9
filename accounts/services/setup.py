"""Setting up an email account: what a person does to an attempt. Nothing here waits.

Looking for the servers is in ``finding``, trying the password in ``signing_in``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupAttemptQuerySet, SetupState
from accounts.oauth import attempts as oauth_attempts
from accounts.services import attempt_secrets, attempt_work, finding
from accounts.services.attempt_work import write_unless_decided
from crm_inbox.models import User
from mail.core.address import parse_addr_spec
from mail.core.endpoint import Login, Service
from mail.core.pasted_password import cleaned, rule_of
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


def has_untold_end(user: User) -> bool:
    """Whether an account was connected a moment ago and the person has not been told."""
    return _untold(user).exists()


def take_alerts(user: User) -> list[str]:
    """What the servers of the account just connected want to be read. Gives each once."""
    last = _untold(user).order_by("-pk").first()
    if last is None or not _untold(user).filter(pk=last.pk).update(checks={}):
        return []
    alerts = (alert for service in Service for alert in last.checked(service).alerts)
    return list(dict.fromkeys(alerts))


def _untold(user: User) -> SetupAttemptQuerySet:
    connected = SetupAttempt.objects.for_user(user).filter(state=SetupState.CONNECTED)
    return connected.fresh(timezone.now()).exclude(checks={})


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


def stop_waiting(attempt: SetupAttempt) -> None:
    """The person wants to type the servers: stop the task, and fill what is known or guessed.

    A task that has just decided wins: then there is nothing left to stop.
    """
    was = attempt.state
    if was == SetupState.FINDING:
        finding.take_guesses(attempt, None)
    elif was == SetupState.SIGNING_IN:
        attempt.state = SetupState.FOUND
    attempt.erase_secrets()
    write_unless_decided(attempt, was)


@transaction.atomic
def confirm_host(attempt: SetupAttempt) -> None:
    if attempt_work.hold(attempt):
        attempt.confirmed = True
        attempt.save(update_fields=["confirmed", "updated_at"])


def hand_in_servers(
    attempt: SetupAttempt, logins: Mapping[Service, Login], secrets: Mapping[Service, Secret | None]
) -> bool:
    """Servers typed by hand are the person's own word: they need no confirmation.

    A secret of None is the stored one of the account that is edited, as long as its server stays
    the same. Answers as :func:`hand_in_password`. Raises MailError(SECRET_UNREADABLE).
    """
    keeps_grant = oauth_attempts.keeps_grant(attempt, *secrets.values())
    if keeps_grant:
        imap_secret = smtp_secret = oauth_attempts.marker()
    else:
        imap_secret, smtp_secret = attempt_secrets.complete(attempt, logins, secrets)
    for login in logins.values():
        attempt.set_login(login)
    attempt.confirmed = True
    attempt.source = "typed"
    handed_in = hand_in_password(attempt, imap_secret, smtp_secret)
    if handed_in and keeps_grant:
        oauth_attempts.stand_for_grant(attempt)
    return handed_in


def advanced_options(attempt: SetupAttempt) -> dict[str, Any]:
    """What :class:`AdvancedForm` needs to know: ``kept`` logins, and ``may_be_plain``."""
    allowed = connect.policy()
    plain = bool(allowed.plaintext_hosts or allowed.private_networks or allowed.opened)
    return {"kept": kept_logins(attempt), "may_be_plain": plain}


def kept_logins(attempt: SetupAttempt) -> dict[Service, Login]:
    """The logins whose passwords are stored, when an account is being edited."""
    return attempt.account.logins if attempt.account else {}


@transaction.atomic
def hand_in_password(
    attempt: SetupAttempt, imap_secret: Secret, smtp_secret: Secret | None = None
) -> bool:
    """Seal the password and let the worker try it. Nothing waits here.

    False, and nothing is done, when another window has gone on with the attempt since it was read:
    a second click is no second sign-in, and an attempt that was left stays left.
    """
    if not attempt_work.hold(attempt):
        return False
    imap_secret, smtp_secret = (
        _as_meant(secret, attempt.hint) for secret in (imap_secret, smtp_secret or imap_secret)
    )
    attempt_secrets.put(attempt, imap_secret, smtp_secret)
    attempt.state = SetupState.SIGNING_IN
    attempt.set_problem(None)
    attempt.checks = {}
    attempt.save()
    attempt_work.dispatch(attempt)
    return True


def _as_meant(typed: Secret, hint: str) -> Secret:
    """Without what only the clipboard put there: app passwords are shown in groups."""
    return Secret(cleaned(typed.reveal(), rule_of(hint)))
