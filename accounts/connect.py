"""The one door to a mail server: opens the secret, opens the connection, forgets the secret."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from typing import TypeVar

from django.conf import settings

from accounts import sample
from accounts.credentials import place_of, seal, unseal
from accounts.models import Credential, EmailAccount
from accounts.models.servers import Servers
from accounts.oauth import renewal
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.oauth.sasl import AccessToken
from mail.transport.imap_session import ImapSession, check_imap, open_session
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, check_smtp, submit

Result = TypeVar("Result")

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
    credential = Credential.objects.filter(account=account, service=service.value).first()
    if credential is None:
        raise MailError(Code.SECRET_UNREADABLE)
    return unseal(credential.sealed, place_of(f"account:{account.pk}", account.login(service)))


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


@contextmanager
def imap_session(account: EmailAccount) -> Iterator[ImapSession]:
    """A signed-in session. Raises MailError."""
    login = account.login(Service.IMAP)
    with ExitStack() as stack:

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

    return signing_in(account, Service.SMTP, hand_over)


def check(account: EmailAccount, service: Service) -> MailError | None:
    """Sign in to one of the account's servers and leave again."""
    try:
        signing_in(account, service, lambda secret: check_with(account, service, secret))
    except MailError as problem:
        return problem
    return None


def check_with(servers: Servers, service: Service, secret: Secret) -> None:
    """Sign in with a given secret. Raises MailError."""
    probe = check_imap if service is Service.IMAP else check_smtp
    probe(servers.login(service), secret, policy(), timeout_s=CHECK_TIMEOUT_S)
