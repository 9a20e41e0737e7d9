"""Signing in for nothing but to see whether it works, and what a server says to it."""

from __future__ import annotations

from dataclasses import replace

from accounts.admission import admitted, outcome_noted
from accounts.connect.door import at_the_door, refusals_noted
from accounts.connect.policy import policy
from accounts.connect.secrets import signing_in
from accounts.models import EmailAccount
from accounts.models.connection_slot import Purpose
from accounts.models.host_state import server_of
from accounts.models.servers import Servers
from mail.core.checked import Checked
from mail.core.endpoint import Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.egress import sending_is_blocked
from mail.transport.imap_session import check_imap
from mail.transport.probe import probe
from mail.transport.secret import Secret
from mail.transport.smtp_submission import check_smtp

CHECK_TIMEOUT_S = 10.0
PROBE_TIMEOUT_S = 4.0

_PURPOSE = {Service.IMAP: Purpose.INTERACTIVE, Service.SMTP: Purpose.SEND}


def check(account: EmailAccount, service: Service) -> Checked:
    """Sign in to one of the account's servers with what is stored, and leave again.

    An administrator asks for it, so the door is open whatever was refused before or does not
    answer; what it meets counts like what the workers meet.
    """
    endpoint = account.login(service).endpoint
    server = server_of(endpoint.host, endpoint.port)
    try:
        with outcome_noted(server), refusals_noted(account, service):
            return signing_in(account, service, lambda secret: check_with(account, service, secret))
    except MailError as problem:
        return Checked(account.login(service).username, problem, problem.alerts)


def look_again(account: EmailAccount, service: Service) -> None:
    """What a worker does to see whether the server works again. Raises MailError, NotNow too."""
    endpoint = account.login(service).endpoint

    def look(secret: Secret) -> None:
        with admitted(account, endpoint, _PURPOSE[service]):
            check_with(account, service, secret)

    with at_the_door(account, service):
        signing_in(account, service, look)


def check_with(
    servers: Servers, service: Service, secret: Secret, *, other_username: str = ""
) -> Checked:
    """Sign in with a given secret. Raises MailError.

    With *other_username* (the address for the local part, or the other way round) one refusal
    of the name or password is followed by one attempt with that name: two attempts at most, and
    the one whose words are raised is the first.
    """
    checked = try_to_sign_in(servers, service, secret, other_username=other_username)
    if checked.problem:
        raise checked.problem
    return checked


def try_to_sign_in(
    servers: Servers, service: Service, secret: Secret, *, other_username: str = ""
) -> Checked:
    """Like :func:`check_with`, but a problem is an answer."""
    login = servers.login(service)
    checked = _sign_in_once(servers, login, secret)
    if checked.problem is None or other_username in {"", login.username}:
        return checked
    if checked.problem.code is not Code.AUTH_FAILED or checked.problem.attempts > 1:
        return checked
    again = _sign_in_once(servers, replace(login, username=other_username), secret)
    return again if again.ok else checked


def _sign_in_once(servers: Servers, login: Login, secret: Secret) -> Checked:
    try:
        if login.endpoint.service is Service.IMAP:
            alerts = check_imap(login, secret, policy(), timeout_s=CHECK_TIMEOUT_S)
        else:
            sender = str(getattr(servers, "address", ""))
            alerts = check_smtp(login, secret, policy(), sender=sender, timeout_s=CHECK_TIMEOUT_S)
    except MailError as problem:
        return Checked(login.username, problem, problem.alerts)
    return Checked(login.username, alerts=alerts)


def check_both(account: EmailAccount) -> dict[Service, Checked]:
    """Both servers, each on its own: what fails at one says nothing about the other.

    Only together they show that it is our own network which lets nothing out for sending.
    """
    checked = {service: check(account, service) for service in Service}
    sending = checked[Service.SMTP].problem
    if checked[Service.IMAP].ok and sending and sending.code is Code.TIMEOUT:
        host = account.login(Service.SMTP).endpoint.host
        if sending_is_blocked(host, policy()):
            problem = MailError(Code.EGRESS_BLOCKED, subject=host)
            checked[Service.SMTP] = replace(checked[Service.SMTP], problem=problem)
    return checked


def probe_server(servers: Servers, service: Service) -> None:
    """Whether the server answers as it should, without signing in. Raises MailError."""
    endpoint = servers.login(service).endpoint
    if endpoint.security is not Security.NONE:
        probe(endpoint, policy(), timeout_s=PROBE_TIMEOUT_S)
