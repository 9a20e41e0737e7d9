"""The one door to a mail server: opens the secret, opens the connection, forgets the secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from django.conf import settings

from accounts import sample
from accounts.credentials import place_of, seal, unseal
from accounts.models import Credential, EmailAccount
from accounts.models.servers import Servers
from mail.core.checked import Checked
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Login, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.egress import sending_is_blocked
from mail.transport.imap_session import ImapSession, check_imap, open_session
from mail.transport.policy import Policy
from mail.transport.probe import probe
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, check_smtp, submit

SESSION_TIMEOUT_S = 30.0
CHECK_TIMEOUT_S = 10.0
PROBE_TIMEOUT_S = 4.0
SUBMISSION_TIMEOUT_S = 600.0  # RFC 5321 §4.5.3.2.6: ten minutes for the reply after DATA


def policy() -> Policy:
    """What this installation lets the transport connect to."""
    servers = sample.running()
    return Policy(
        private_networks=settings.MAIL_ALLOWED_PRIVATE_NETWORKS,
        opened=servers.opened if servers else frozenset(),
        plaintext_hosts=frozenset(settings.MAIL_ALLOW_PLAINTEXT),
        extra_ca_file=settings.MAIL_EXTRA_CA_FILE,
        dns_servers=settings.DNS_SERVERS,
        ispdb_url=settings.ISPDB_URL,
    )


def presets() -> Mapping[str, Preset]:
    servers = sample.running()
    return {servers.domain: servers.preset} if servers else {}


def store_secret(account: EmailAccount, service: Service, secret: Secret) -> None:
    sealed = seal(secret, place_of(f"account:{account.pk}", account.login(service)))
    Credential.objects.update_or_create(
        account=account, service=service.value, defaults={"sealed": sealed}
    )


def secret_for(account: EmailAccount, service: Service) -> Secret:
    """Raises MailError(SECRET_UNREADABLE)."""
    credential = Credential.objects.filter(account=account, service=service.value).first()
    if credential is None:
        raise MailError(Code.SECRET_UNREADABLE)
    return unseal(credential.sealed, place_of(f"account:{account.pk}", account.login(service)))


@contextmanager
def imap_session(account: EmailAccount) -> Iterator[ImapSession]:
    """A signed-in session. Raises MailError."""
    secret = secret_for(account, Service.IMAP)
    login = account.login(Service.IMAP)
    with open_session(login, secret, policy(), timeout_s=SESSION_TIMEOUT_S) as session:
        yield session


def submit_message(
    account: EmailAccount,
    *,
    recipients: Sequence[str],
    raw: bytes,
    on_data: Callable[[], None],
) -> SubmissionResult:
    """Hand *raw* to the account's submission server. Raises MailError, InDoubt included."""
    return submit(
        account.login(Service.SMTP),
        secret_for(account, Service.SMTP),
        policy(),
        sender=account.address,
        recipients=recipients,
        raw=raw,
        on_data=on_data,
        timeout_s=SUBMISSION_TIMEOUT_S,
    )


def check(account: EmailAccount, service: Service) -> Checked:
    """Sign in to one of the account's servers with the stored password, and leave again."""
    try:
        secret = secret_for(account, service)
    except MailError as problem:
        return Checked(account.login(service).username, problem)
    return try_to_sign_in(account, service, secret)


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
