"""The one door to a mail server: opens the secret, opens the connection, forgets the secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from django.conf import settings

from accounts import sample, standing
from accounts.credentials import place_of, seal, unseal
from accounts.models import Credential, EmailAccount
from accounts.models.servers import Servers
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.core.sync.backoff import OF_THE_SIGN_IN
from mail.transport.imap_session import ImapSession, check_imap, open_session
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, check_smtp, submit

SESSION_TIMEOUT_S = 30.0
CHECK_TIMEOUT_S = 10.0
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
    return _unsealed(account, service, _sealed(account, service))


def _sealed(account: EmailAccount, service: Service) -> str:
    rows = Credential.objects.filter(account_id=account.pk, service=service.value)
    return rows.values_list("sealed", flat=True).first() or ""


def _unsealed(account: EmailAccount, service: Service, sealed: str) -> Secret:
    return unseal(sealed, place_of(f"account:{account.pk}", account.login(service)))


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
    sealed = _sealed(account, service)
    try:
        yield
    except MailError as problem:
        shared = service is Service.IMAP and problem.code in OF_THE_SIGN_IN
        shared = shared and number_of_secrets(account) == 1
        standing.note_refusal(account, service, problem, sealed=sealed, shared=shared)
        raise


@contextmanager
def imap_session(account: EmailAccount) -> Iterator[ImapSession]:
    """A signed-in session. Raises MailError."""
    login = account.login(Service.IMAP)
    with at_the_door(account, Service.IMAP):
        secret = secret_for(account, Service.IMAP)
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
    with at_the_door(account, Service.SMTP):
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


def check(account: EmailAccount, service: Service) -> MailError | None:
    """Sign in to one of the account's servers and leave again."""
    try:
        secret = secret_for(account, service)
        check_with(account, service, secret)
    except MailError as problem:
        return problem
    return None


def check_with(servers: Servers, service: Service, secret: Secret) -> None:
    """Sign in with a given secret. Raises MailError."""
    probe = check_imap if service is Service.IMAP else check_smtp
    probe(servers.login(service), secret, policy(), timeout_s=CHECK_TIMEOUT_S)
