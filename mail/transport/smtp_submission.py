"""Handing a message to the account's submission server (RFC 6409). The only importer of aiosmtplib.

The conversation runs in two steps on one event loop: everything up to DATA, then DATA. Between
them the caller notes that the point of no return is reached; after it, a lost connection is
:class:`InDoubt`, because the server may have taken the message (RFC 1047).
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiosmtplib

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError
from mail.core.smtp.reply import Stage, auth_problem, submission_problem
from mail.transport import guard, tls
from mail.transport.policy import Policy
from mail.transport.secret import Secret

Result = TypeVar("Result")

PREPARE_S = 60.0  # greeting to the last RCPT, together
OUR_NAME = "[127.0.0.1]"  # RFC 5321 §4.1.3: a client without a name says an address
BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
EHLO_LIMIT_CHARACTERS = 20_000


@dataclass(frozen=True, slots=True)
class Refusal:
    address: str
    code: int
    text: str


@dataclass(frozen=True, slots=True)
class SubmissionResult:
    """The message was taken. ``refused`` are recipients that it was not taken for."""

    refused: tuple[Refusal, ...]


class InDoubt(MailError):
    """The connection broke after DATA began: the message may or may not be on its way."""


def submit(
    login: Login,
    secret: Secret,
    policy: Policy,
    *,
    sender: str,
    recipients: Sequence[str],
    raw: bytes,
    on_data: Callable[[], None],
    timeout_s: float,
) -> SubmissionResult:
    """Submit *raw*; ``on_data`` is called right before DATA. Raises MailError or InDoubt.

    *timeout_s* is for the reply after the last line of the message. When every recipient is
    refused nothing is sent and RECIPIENTS_REFUSED (or DEFERRED) is raised.
    """
    if BARE_LINE_END.search(raw):
        raise ValueError("the message holds a bare CR or LF")
    with asyncio.Runner() as runner, _translated(login.endpoint.host):
        client = runner.run(_within(PREPARE_S, _open(login, secret, policy)))
        try:
            refused = runner.run(_within(PREPARE_S, _address(client, sender, recipients)))
            on_data()
            runner.run(_data(client, raw, login.endpoint.host, timeout_s))
        finally:
            runner.run(_leave(client))
    return SubmissionResult(refused)


def check_smtp(login: Login, secret: Secret, policy: Policy, *, timeout_s: float = 10.0) -> None:
    """Sign in and leave again; nothing is sent. Raises MailError."""

    async def check() -> None:
        client = await _open(login, secret, policy)
        await _leave(client)

    with asyncio.Runner() as runner, _translated(login.endpoint.host):
        runner.run(_within(timeout_s, check()))


async def _open(login: Login, secret: Secret, policy: Policy) -> aiosmtplib.SMTP:
    """Connected, encrypted and signed in."""
    endpoint = login.endpoint
    client = _client(endpoint, policy)
    try:
        await client.connect()
        await client.ehlo()
        if endpoint.security is Security.STARTTLS:
            await _encrypt(client, endpoint)
        _check_offer(client, endpoint)
        await _sign_in(client, login, secret)
    except BaseException:
        client.close()
        raise
    return client


def _client(endpoint: Endpoint, policy: Policy) -> aiosmtplib.SMTP:
    plain = endpoint.security is Security.NONE
    if plain and not guard.plaintext_allowed(endpoint.host, policy):
        raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=endpoint.host)
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=Service.SMTP, timeout_s=10.0
    )
    sock.setblocking(False)
    return aiosmtplib.SMTP(
        hostname=endpoint.host,
        sock=sock,
        use_tls=endpoint.security is Security.TLS,
        start_tls=False,  # the library's own default would go on in the clear when stripped
        tls_context=None if plain else tls.client_context(policy),
        local_hostname=OUR_NAME,
        timeout=PREPARE_S,
    )


async def _encrypt(client: aiosmtplib.SMTP, endpoint: Endpoint) -> None:
    if not client.supports_extension("starttls"):
        raise MailError(Code.STARTTLS_MISSING, subject=endpoint.host)
    await client.starttls(server_hostname=endpoint.host)
    await client.ehlo()


def _check_offer(client: aiosmtplib.SMTP, endpoint: Endpoint) -> None:
    if len(str(client.last_ehlo_response or "")) > EHLO_LIMIT_CHARACTERS:
        raise MailError(Code.TOO_MUCH, subject=endpoint.host)
    if not client.supports_extension("auth"):
        raise MailError(Code.AUTH_UNSUPPORTED, subject=endpoint.host)


async def _sign_in(client: aiosmtplib.SMTP, login: Login, secret: Secret) -> None:
    offered = {method.lower() for method in client.server_auth_methods}
    sign_in = client.auth_plain if "plain" in offered else client.auth_login
    if not offered & {"plain", "login"}:
        raise MailError(Code.AUTH_UNSUPPORTED, subject=login.endpoint.host)
    await sign_in(login.username, secret.reveal())


async def _address(
    client: aiosmtplib.SMTP, sender: str, recipients: Sequence[str]
) -> tuple[Refusal, ...]:
    refused = []
    await client.mail(sender)
    for recipient in recipients:
        try:
            await client.rcpt(recipient)
        except aiosmtplib.SMTPRecipientRefused as error:
            refused.append(Refusal(recipient, error.code, error.message))
    if len(refused) == len(recipients):
        first = refused[0]
        names = ", ".join(refusal.address for refusal in refused)
        code = submission_problem(Stage.RECIPIENT, first.code)
        raise MailError(code, first.text, subject=names)
    return tuple(refused)


async def _data(client: aiosmtplib.SMTP, raw: bytes, host: str, timeout_s: float) -> None:
    try:
        await client.data(raw, timeout=timeout_s)
    except aiosmtplib.SMTPResponseException:
        raise
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise InDoubt(Code.DROPPED, str(error), subject=host) from error


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        await client.quit(timeout=2.0)
    except (aiosmtplib.SMTPException, OSError, TimeoutError):
        client.close()


async def _within(seconds: float, work: Coroutine[Any, Any, Result]) -> Result:
    return await asyncio.wait_for(work, seconds)


@contextmanager
def _translated(host: str) -> Iterator[None]:
    """The library's and the socket's exceptions as ours."""
    try:
        yield
    except MailError:
        raise
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise _problem(error, host) from error


def _problem(error: Exception, host: str) -> MailError:
    cause = error.__cause__
    if isinstance(error, ssl.SSLError) or isinstance(cause, ssl.SSLError):
        return tls.tls_problem(error if isinstance(error, ssl.SSLError) else cause, host)  # type: ignore[arg-type]
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return MailError(_reply_code(error), f"{error.code} {error.message}", subject=host)
    if isinstance(error, (aiosmtplib.SMTPTimeoutError, TimeoutError)):
        return MailError(Code.TIMEOUT, subject=host)
    if isinstance(error, (aiosmtplib.SMTPServerDisconnected, OSError)):
        return MailError(Code.DROPPED, str(error), subject=host)
    return MailError(Code.PROTOCOL, str(error), subject=host)


def _reply_code(error: aiosmtplib.SMTPResponseException) -> Code:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return auth_problem(error.code, error.message)
    if isinstance(error, aiosmtplib.SMTPSenderRefused):
        return submission_problem(Stage.SENDER, error.code)
    if isinstance(error, aiosmtplib.SMTPDataError):
        return submission_problem(Stage.DATA, error.code)
    if isinstance(error, aiosmtplib.SMTPConnectResponseError):
        # A greeting that is none: another service answers on this port.
        return Code.BUSY if error.code in {421, 554} else Code.WRONG_SERVICE
    return submission_problem(Stage.CONNECT, error.code)
