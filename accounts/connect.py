"""The one door to a mail server: opens the secret, opens the connection, forgets the secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TypeVar

from django.conf import settings

from accounts import sample, standing
from accounts.credentials import place_of, seal, unseal
from accounts.models import Credential, EmailAccount, TrustedCertificate
from accounts.models.servers import Servers
from accounts.models.trusted_certificate import TrustKind
from accounts.oauth import renewal
from accounts.services.presets import accepted
from mail.core.checked import Checked
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Login, Security, Service
from mail.core.errors import Code, MailError
from mail.core.oauth.sasl import AccessToken
from mail.core.sync.backoff import OF_THE_SIGN_IN
from mail.transport.egress import sending_is_blocked
from mail.transport.imap_session import ImapSession, check_imap, open_session
from mail.transport.policy import Policy
from mail.transport.probe import probe
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, check_smtp, submit

Result = TypeVar("Result")

SESSION_TIMEOUT_S = 30.0
CHECK_TIMEOUT_S = 10.0
PROBE_TIMEOUT_S = 4.0
SUBMISSION_TIMEOUT_S = 600.0  # RFC 5321 §4.5.3.2.6: ten minutes for the reply after DATA


def policy() -> Policy:
    """What this installation lets the transport connect to."""
    servers = sample.running()
    pins, host_cas = trusted()
    return Policy(
        private_networks=settings.MAIL_ALLOWED_PRIVATE_NETWORKS,
        opened=servers.opened if servers else frozenset(),
        plaintext_hosts=frozenset(settings.MAIL_ALLOW_PLAINTEXT),
        extra_ca_file=settings.MAIL_EXTRA_CA_FILE,
        dns_servers=settings.DNS_SERVERS,
        ispdb_url=settings.ISPDB_URL,
        pins=pins,
        host_cas=host_cas,
    )


Pairs = tuple[tuple[str, str], ...]


def trusted() -> tuple[Pairs, Pairs]:
    """The pin and the authorities of each host. One query for each connection, so that what an
    administrator takes back counts at once and in every process."""
    pins: dict[str, str] = {}
    authorities: dict[str, str] = {}
    rows = TrustedCertificate.objects.order_by("pk")
    for kind, host, sha256, pem in rows.values_list("kind", "host", "sha256", "pem"):
        if kind == TrustKind.PIN:
            pins[host] = sha256
        else:
            authorities[host] = authorities.get(host, "") + pem
    return tuple(pins.items()), tuple(authorities.items())


def presets() -> Mapping[str, Preset]:
    """What administrators have laid down, by domain."""
    servers = sample.running()
    return accepted() | ({servers.domain: servers.preset} if servers else {})


def store_secret(account: EmailAccount, service: Service, secret: Secret) -> None:
    sealed = seal(secret, place_for(account, service))
    Credential.objects.update_or_create(
        account=account, service=service.value, defaults={"sealed": sealed}
    )


def secret_for(account: EmailAccount, service: Service) -> Secret:
    """The password, or an access token that is still good. Raises MailError: SECRET_UNREADABLE,
    and for a token what :func:`accounts.oauth.renewal.token_for` raises."""
    if renewal.has_grant(account):
        host = account.login(service).endpoint.host
        return renewal.token_for(account, host, policy())
    return _password_for(account, service)


def opens(account: EmailAccount, service: Service) -> bool:
    """Whether what is stored can be read with the present keys. Asks nobody."""
    if renewal.has_grant(account):
        return renewal.opens(account)
    try:
        _password_for(account, service)
    except MailError:
        return False
    return True


def _password_for(account: EmailAccount, service: Service) -> Secret:
    return _unsealed(account, service, _sealed(account, service))


def place_for(account: EmailAccount, service: Service) -> str:
    return place_of(f"account:{account.pk}", account.login(service))


def signing_in(account: EmailAccount, service: Service, use: Callable[[Secret], Result]) -> Result:
    """*use* with the account's secret. A token that the server does not take is renewed, once."""
    secret = secret_for(account, service)
    try:
        return use(secret)
    except MailError as problem:
        if problem.code is not Code.OAUTH_SASL_REJECTED or not isinstance(secret, AccessToken):
            raise
    host = account.login(service).endpoint.host
    return use(renewal.token_for(account, host, policy(), refused=secret.generation))


def _sealed(account: EmailAccount, service: Service) -> str:
    rows = Credential.objects.filter(account_id=account.pk, service=service.value)
    return rows.values_list("sealed", flat=True).first() or ""


def _unsealed(account: EmailAccount, service: Service, sealed: str) -> Secret:
    return unseal(sealed, place_for(account, service))


def number_of_secrets(account: EmailAccount) -> int:
    """1 when sending signs in with what receiving has, else 2; 0 when a password does not open."""
    sealed = {service: _sealed(account, service) for service in Service}
    if not any(sealed.values()):
        return 1  # no password at all: what the provider's page allowed serves both
    try:
        return len({_unsealed(account, *one).reveal() for one in sealed.items()})
    except MailError:
        return 0


@contextmanager
def at_the_door(account: EmailAccount, service: Service) -> Iterator[None]:
    """Where every sign-in of a worker passes: a server that has refused is not asked again before
    somebody acts, and a refusal of what the block does is written down at once.

    Raises StillRefused.
    """
    standing.raise_if_stopped(account, service)
    with _refusals_noted(account, service):
        yield


@contextmanager
def _refusals_noted(account: EmailAccount, service: Service) -> Iterator[None]:
    means = standing.means_of(account, service)
    try:
        yield
    except MailError as problem:
        shared = service is Service.IMAP and problem.code in OF_THE_SIGN_IN
        shared = shared and number_of_secrets(account) == 1
        standing.note_refusal(account, service, problem, means=means, shared=shared)
        raise


@contextmanager
def imap_session(account: EmailAccount) -> Iterator[ImapSession]:
    """A signed-in session. Raises MailError."""
    login = account.login(Service.IMAP)
    with at_the_door(account, Service.IMAP), ExitStack() as stack:

        def enter(secret: Secret) -> ImapSession:
            opened = open_session(login, secret, policy(), timeout_s=SESSION_TIMEOUT_S)
            return stack.enter_context(opened)

        yield signing_in(account, Service.IMAP, enter)


def submit_message(
    account: EmailAccount,
    *,
    recipients: Sequence[str],
    raw: bytes,
    on_data: Callable[[], None],
) -> SubmissionResult:
    """Hand *raw* to the account's submission server. Raises MailError, InDoubt included."""

    def hand_over(secret: Secret) -> SubmissionResult:
        return submit(
            account.login(Service.SMTP),
            secret,
            policy(),
            sender=account.address,
            recipients=recipients,
            raw=raw,
            on_data=on_data,
            timeout_s=SUBMISSION_TIMEOUT_S,
        )

    with at_the_door(account, Service.SMTP):
        return signing_in(account, Service.SMTP, hand_over)


def check(account: EmailAccount, service: Service) -> Checked:
    """Sign in to one of the account's servers with what is stored, and leave again.

    An administrator asks for it, so the door is open whatever was refused before; a refusal stops
    the workers like one of their own.
    """
    try:
        with _refusals_noted(account, service):
            return signing_in(account, service, lambda secret: check_with(account, service, secret))
    except MailError as problem:
        return Checked(account.login(service).username, problem, problem.alerts)


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
