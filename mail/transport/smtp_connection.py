"""A guarded, encrypted and signed-in SMTP connection. The only importer of aiosmtplib.

What the library lacks or leaves open: one sign-in attempt instead of one for each method, no way
past a missing STARTTLS, and a message whose fate is known as exactly as it can be.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import time
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import aiosmtplib

from mail.core.endpoint import Login, Security, Service
from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError, printable
from mail.core.imap.server_text import server_text
from mail.core.oauth.sasl import AccessToken
from mail.core.smtp.message import data_octets, mail_parameters
from mail.core.smtp.reply import Stage, auth_problem, is_temporary, submission_problem
from mail.core.smtp.result import Refusal
from mail.transport import guard, tls
from mail.transport.oauth_sasl import begin
from mail.transport.policy import Policy
from mail.transport.secret import Secret

DATA_S = 120.0  # RFC 5321 §4.5.3.2.4: for the 354
QUIT_S = 2.0
OUR_NAME = "[127.0.0.1]"  # RFC 5321 §4.1.3: a client without a name gives an address

_SIGNED_IN = 235
_CHALLENGE = 334
_START_INPUT = 354
_MALFORMED = -1  # the library's code for a reply that it could not read

Result = TypeVar("Result")


class InDoubt(MailError):
    """The message went out and no reply came: it may or may not be on its way (RFC 1047)."""


def open_connection(
    runner: asyncio.Runner, login: Login, secret: Secret, policy: Policy, timeout_s: float
) -> aiosmtplib.SMTP:
    """Connected, encrypted and signed in, all within *timeout_s*."""
    endpoint, ends_at = login.endpoint, time.monotonic() + timeout_s
    plain = endpoint.security is Security.NONE
    if plain and not guard.plaintext_allowed(endpoint.host, policy):
        raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=endpoint.host)
    context = None if plain else tls.client_context(policy)
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=Service.SMTP, timeout_s=timeout_s
    )
    client = aiosmtplib.SMTP(
        hostname=endpoint.host,
        sock=sock,
        use_tls=endpoint.security is Security.TLS,
        start_tls=False,  # the library's own default goes on in the clear when it is stripped
        tls_context=context,
        local_hostname=OUR_NAME,
        timeout=timeout_s,
    )
    left_s = max(ends_at - time.monotonic(), 0.01)
    runner.run(within(left_s, endpoint.host, _sign_in(client, login, secret)))
    return client


async def _sign_in(client: aiosmtplib.SMTP, login: Login, secret: Secret) -> None:
    try:
        await _connect(client, login.endpoint.host)
        await client.ehlo()
        if login.endpoint.security is Security.STARTTLS:
            await _encrypt(client, login.endpoint.host)
        await _authenticate(client, login, secret)
    except Exception:
        await leave(client)
        raise
    except asyncio.CancelledError:  # the deadline: no time for manners
        await _hang_up(client, client.transport)
        raise


async def _connect(client: aiosmtplib.SMTP, host: str) -> None:
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        # 421 and 554 are how a submission server says no (RFC 5321 §3.1); the rest is none.
        code = Code.BUSY if error.code in {421, 554} else Code.WRONG_SERVICE
        raise MailError(code, _said(error), subject=host) from None


async def _encrypt(client: aiosmtplib.SMTP, host: str) -> None:
    if not client.supports_extension("starttls"):
        raise MailError(Code.STARTTLS_MISSING, subject=host)
    try:
        await client.starttls(server_hostname=host)
    except aiosmtplib.SMTPResponseException as error:
        raise MailError(Code.STARTTLS_REFUSED, _said(error), subject=host) from None
    await client.ehlo()


async def _authenticate(client: aiosmtplib.SMTP, login: Login, secret: Secret) -> None:
    """One attempt with one method; the library's own login would send the password with each."""
    if isinstance(secret, AccessToken):
        await _authenticate_with_token(client, login, secret)
        return
    name = login.username.encode()
    password = secret.reveal().encode("utf-8", "surrogateescape")
    offered = set(client.server_auth_methods)
    if b"\0" in name + password:
        raise MailError(Code.AUTH_FAILED, subject=login.endpoint.host)
    if "plain" in offered:
        await client.auth_plain(name, password)
    elif "login" in offered:
        await client.auth_login(name, password)
    elif "cram-md5" in offered:
        await client.auth_crammd5(name, password)
    else:
        oauth = offered & {"xoauth2", "oauthbearer"}
        code = Code.OAUTH_NEEDED if oauth else Code.AUTH_UNSUPPORTED
        raise MailError(code, " ".join(sorted(offered)), subject=login.endpoint.host)


async def _authenticate_with_token(
    client: aiosmtplib.SMTP, login: Login, token: AccessToken
) -> None:
    conversation = begin(login.endpoint, login.username, token, client.server_auth_methods)
    first = base64.b64encode(conversation.answer(b"") or b"")
    reply = await client.execute_command(b"AUTH", conversation.mechanism.value.encode(), first)
    if reply.code == _CHALLENGE:
        last = base64.b64encode(conversation.answer(_challenge(reply.message)) or b"")
        reply = await client.execute_command(last)
    if reply.code == _SIGNED_IN:
        return
    said = server_text(reply.message.encode("utf-8", "surrogateescape"))
    code = conversation.refusal_code(auth_problem(reply.code, said))
    raise MailError(code, f"{reply.code} {said}", subject=login.endpoint.host)


def _challenge(words: str) -> bytes:
    try:
        return base64.b64decode(words.encode("ascii", "replace"))
    except ValueError:
        return b""


async def send_envelope(
    client: aiosmtplib.SMTP, sender: str, recipients: Sequence[str], raw: bytes
) -> tuple[Refusal, ...]:
    parameters = mail_parameters(client.esmtp_extensions, raw, sender, recipients)
    encoding = "utf-8" if "SMTPUTF8" in parameters else "ascii"
    await client.mail(sender, options=parameters, encoding=encoding)
    refused = []
    for recipient in recipients:
        try:
            await client.rcpt(recipient, encoding=encoding)
        except aiosmtplib.SMTPRecipientRefused as error:
            refused.append(Refusal(recipient, error.code, _said(error)))
    if len(refused) == len(recipients):
        worst = next((r for r in refused if not is_temporary(r.code)), refused[0])
        code = submission_problem(Stage.RECIPIENT, worst.code, worst.text)
        raise MailError(code, f"{worst.code} {worst.text}", subject=worst.address)
    return tuple(refused)


async def send_message(client: aiosmtplib.SMTP, raw: bytes, host: str, timeout_s: float) -> None:
    reply = await client.execute_command(b"DATA", timeout=min(timeout_s, DATA_S))
    if reply.code != _START_INPUT:
        raise aiosmtplib.SMTPDataError(reply.code, reply.message)
    protocol = client.protocol
    if protocol is None:
        raise aiosmtplib.SMTPServerDisconnected("Connection lost")
    protocol.write(data_octets(raw))
    try:
        reply = await protocol.read_response(timeout=timeout_s)
    except (aiosmtplib.SMTPException, OSError) as error:
        problem = _problem(error, host)
        raise InDoubt(problem.code, problem.server_said, subject=host) from None
    if 400 <= reply.code < 600:
        raise aiosmtplib.SMTPDataError(reply.code, reply.message)
    if not 200 <= reply.code < 300:
        raise InDoubt(Code.PROTOCOL, f"{reply.code} {reply.message}", subject=host)


async def leave(client: aiosmtplib.SMTP) -> None:
    transport = client.transport  # the library forgets it with the reply to QUIT
    with suppress(aiosmtplib.SMTPException, OSError):
        if client.is_connected:
            await client.execute_command(b"QUIT", timeout=QUIT_S)
    await _hang_up(client, transport)


async def _hang_up(client: aiosmtplib.SMTP, transport: asyncio.BaseTransport | None) -> None:
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    client.close()
    await asyncio.sleep(0)  # the loop closes the socket before it is closed itself


async def within(seconds: float | None, host: str, work: Coroutine[Any, Any, Result]) -> Result:
    with _as_mail_errors(host):
        return await asyncio.wait_for(work, seconds)


@contextmanager
def _as_mail_errors(host: str) -> Iterator[None]:
    """The library's and the socket's exceptions as ours, unchained: their frames know secrets."""
    try:
        yield
    except (aiosmtplib.SMTPException, OSError, TimeoutError) as error:
        raise _problem(error, host) from None


def _problem(error: Exception, host: str) -> MailError:
    for cause in (error, error.__cause__):
        if isinstance(cause, ssl.SSLError):
            return tls.tls_problem(cause, host)
    if isinstance(error, aiosmtplib.SMTPResponseException):
        said = _said(error)
        return MailError(_reply_code(error, said), f"{error.code} {said}", subject=host)
    if isinstance(error, TimeoutError):
        return MailError(Code.TIMEOUT, subject=host)
    if isinstance(error, OSError):  # the library's own lost connection is one too
        return MailError(Code.DROPPED, str(error), subject=host)
    return MailError(Code.PROTOCOL, str(error), subject=host)


def _reply_code(error: aiosmtplib.SMTPResponseException, said: str) -> Code:
    if error.code == _MALFORMED:
        return Code.TOO_MUCH if "too long" in said else Code.PROTOCOL
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return auth_problem(error.code, said)
        case aiosmtplib.SMTPSenderRefused():
            return submission_problem(Stage.SENDER, error.code, said)
        case aiosmtplib.SMTPDataError():
            return submission_problem(Stage.DATA, error.code, said)
    return submission_problem(Stage.CONNECT, error.code, said)


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    text = server_text(error.message.encode("utf-8", "surrogateescape"))
    return printable(text)[:SERVER_WORDS_LIMIT]
