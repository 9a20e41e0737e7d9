"""A guarded, encrypted and signed-in SMTP connection. The only importer of aiosmtplib.

What the library lacks or leaves open: one sign-in attempt instead of one for each method, no way
past a missing STARTTLS, and a message whose fate is known as exactly as it can be.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import aiosmtplib

from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import SERVER_WORDS_LIMIT, Code, MailError, printable
from mail.core.imap.server_text import server_text
from mail.core.oauth.sasl import AccessToken
from mail.core.smtp.message import data_octets, mail_parameters
from mail.core.smtp.reply import (
    Stage,
    auth_problem,
    greeting_problem,
    is_temporary,
    submission_problem,
)
from mail.core.smtp.result import Refusal
from mail.core.unsaid import unsaid
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
ATTEMPTS = 2
_TOKENS = frozenset({"xoauth2", "oauthbearer"})
_ABOUT_SENDER = range(550, 555)
_MALFORMED = -1  # the library's code for a reply that it could not read

Result = TypeVar("Result")


class InDoubt(MailError):
    """The message went out and no reply came: it may or may not be on its way (RFC 1047)."""


def open_connection(
    runner: asyncio.Runner,
    login: Login,
    secret: Secret,
    policy: Policy,
    timeout_s: float,
    connect_s: float,
) -> aiosmtplib.SMTP:
    """Connected and encrypted within *connect_s*, and signed in, all within *timeout_s*."""
    ends_at = time.monotonic() + timeout_s
    client = open_encrypted(runner, login.endpoint, policy, min(connect_s, timeout_s))
    client.timeout = timeout_s
    left_s = max(ends_at - time.monotonic(), 0.01)
    sign_in = _or_leave(client, _authenticate(client, login, secret))
    runner.run(within(left_s, login.endpoint.host, sign_in))
    return client


def open_encrypted(
    runner: asyncio.Runner, endpoint: Endpoint, policy: Policy, timeout_s: float
) -> aiosmtplib.SMTP:
    """Connected, greeted and encrypted; nothing of the user's was said. Raises MailError."""
    ends_at = time.monotonic() + timeout_s
    plain = endpoint.security is Security.NONE
    if plain and not guard.plaintext_allowed(endpoint.host, policy):
        raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=endpoint.host)
    context = None if plain else tls.client_context(policy, endpoint.host)
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
    begin = _or_leave(client, _begin(client, endpoint, policy))
    runner.run(within(left_s, endpoint.host, begin))
    return client


async def _or_leave(client: aiosmtplib.SMTP, work: Coroutine[Any, Any, None]) -> None:
    try:
        await work
    except Exception:
        await leave(client)
        raise
    except asyncio.CancelledError:  # the deadline: no time for manners
        await _hang_up(client, client.transport)
        raise


async def _begin(client: aiosmtplib.SMTP, endpoint: Endpoint, policy: Policy) -> None:
    await _connect(client, endpoint.host)
    if endpoint.security is Security.STARTTLS:
        await _greet(client, endpoint.host)
        await _encrypt(client, endpoint.host)
    if endpoint.security is not Security.NONE:
        _check_pin(client, endpoint.host, policy)
    await _greet(client, endpoint.host)


async def _connect(client: aiosmtplib.SMTP, host: str) -> None:
    try:
        await client.connect()
    except aiosmtplib.SMTPResponseException as error:
        raise _greeting_problem(error, host) from None


async def _greet(client: aiosmtplib.SMTP, host: str) -> None:
    """EHLO. What refuses it is no submission server, or does not want us."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPResponseException as error:
        raise _greeting_problem(error, host) from None


def _greeting_problem(error: aiosmtplib.SMTPResponseException, host: str) -> MailError:
    words = _said(error)
    if error.code == _MALFORMED and "too long" in words:
        return MailError(Code.TOO_MUCH, subject=host)
    said = words if error.code == _MALFORMED else f"{error.code} {words}"
    return MailError(greeting_problem(error.code, words), said, subject=host)


async def _encrypt(client: aiosmtplib.SMTP, host: str) -> None:
    if not client.supports_extension("starttls"):
        raise MailError(Code.STARTTLS_MISSING, subject=host)
    watch = _InjectionWatch(client)
    try:
        await client.starttls(server_hostname=host)
    except ssl.SSLError as error:
        problem = tls.tls_problem(error, host)
        if problem.code is Code.TLS_EXPECTED_PLAIN:  # said in the place of a handshake
            problem.code = Code.PROTOCOL
        raise problem from None
    except aiosmtplib.SMTPResponseException as error:
        said = f"{error.code} {_said(error)}"
        raise MailError(Code.STARTTLS_REFUSED, said, subject=host) from None
    finally:
        injected = watch.end()
    if injected:
        raise MailError(Code.PROTOCOL, server_text(injected), subject=host)


class _InjectionWatch:
    """Whether bytes came with the answer to STARTTLS, before the encryption (CVE-2021-38084).

    The library throws them away; they are a sign of somebody in between, so we do not go on.
    """

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self._protocol = client.protocol
        self._seen = b""
        if self._protocol is not None:
            self._received = self._protocol.data_received
            self._protocol.data_received = self._note  # type: ignore[method-assign]

    def _note(self, data: bytes) -> None:
        self._seen = (self._seen + data)[: SERVER_WORDS_LIMIT * 4]
        self._received(data)

    def end(self) -> bytes:
        """What followed the reply; empty for an honest server."""
        if self._protocol is not None:
            self._protocol.data_received = self._received  # type: ignore[method-assign]
        lines = self._seen.splitlines(keepends=True)
        last = next((i for i, line in enumerate(lines) if line[3:4] != b"-"), len(lines))
        return b"".join(lines[last + 1 :])


def _check_pin(client: aiosmtplib.SMTP, host: str, policy: Policy) -> None:
    encryption = client.get_transport_info("ssl_object")
    tls.check_pin(encryption.getpeercert(True) if encryption else None, host, policy)


async def _authenticate(client: aiosmtplib.SMTP, login: Login, secret: Secret) -> None:
    with unsaid(secret):
        await _authenticate_once(client, login, secret)


async def _authenticate_once(client: aiosmtplib.SMTP, login: Login, secret: Secret) -> None:
    """One attempt with one method; the library's own login would send the password with each.

    A method that the server offers and then does not know is followed by one other. An access
    token goes its own way and never as a password.
    """
    if isinstance(secret, AccessToken):
        await _authenticate_with_token(client, login, secret)
        return
    name = login.username.encode()
    password = secret.reveal().encode("utf-8", "surrogateescape")
    host = login.endpoint.host
    if b"\0" in name + password:
        raise MailError(Code.AUTH_FAILED, subject=host)
    ways = _ways(client, name, password)
    if not ways:
        offered = set(client.server_auth_methods)
        code = Code.OAUTH_NEEDED if offered & _TOKENS else Code.AUTH_UNSUPPORTED
        raise MailError(code, " ".join(sorted(offered)), subject=host)
    for attempt, way in enumerate(ways[:ATTEMPTS], start=1):
        try:
            await way()
        except aiosmtplib.SMTPAuthenticationError as error:
            problem = _problem(error, host)
            problem.attempts = attempt
            if problem.code is not Code.AUTH_UNSUPPORTED or way is ways[:ATTEMPTS][-1]:
                raise problem from None
        else:
            return


Way = Callable[[], Coroutine[Any, Any, object]]


def _ways(client: aiosmtplib.SMTP, name: bytes, password: bytes) -> list[Way]:
    """The methods that take a password and are offered, the best first."""
    known: dict[str, Way] = {
        "plain": lambda: client.auth_plain(name, password),
        "login": lambda: client.auth_login(name, password),
        "cram-md5": lambda: client.auth_crammd5(name, password),
    }
    return [way for method, way in known.items() if method in client.server_auth_methods]


async def sign_in_and_ask(
    client: aiosmtplib.SMTP, login: Login, secret: Secret, sender: str
) -> None:
    """Sign in and, when it is named, ask whether *sender* may send. Raises MailError."""
    await _authenticate(client, login, secret)
    if sender:
        await _offer_sender(client, sender, login.endpoint.host)


async def _offer_sender(client: aiosmtplib.SMTP, sender: str, host: str) -> None:
    """Ask whether *sender* may send, and take it back. Raises MailError when it may not.

    A server that does not want to say is no fault: nothing is sent anyway.
    """
    try:
        await client.mail(sender)
        await client.rset()
    except aiosmtplib.SMTPSenderRefused as error:
        problem = _problem(error, host)
        if error.code in _ABOUT_SENDER and not problem.retry:
            raise problem from None
    except (aiosmtplib.SMTPException, OSError, ValueError):
        return


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
        return MailError(_reply_code(error, said, host), f"{error.code} {said}", subject=host)
    if isinstance(error, TimeoutError):
        return MailError(Code.TIMEOUT, subject=host)
    if isinstance(error, OSError):  # the library's own lost connection is one too
        return MailError(Code.DROPPED, str(error), subject=host)
    return MailError(Code.PROTOCOL, str(error), subject=host)


def _reply_code(error: aiosmtplib.SMTPResponseException, said: str, host: str) -> Code:
    if error.code == _MALFORMED:
        return Code.TOO_MUCH if "too long" in said else Code.PROTOCOL
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return auth_problem(error.code, said, host)
        case aiosmtplib.SMTPSenderRefused():
            return submission_problem(Stage.SENDER, error.code, said)
        case aiosmtplib.SMTPDataError():
            return submission_problem(Stage.DATA, error.code, said)
    return submission_problem(Stage.CONNECT, error.code, said)


def _said(error: aiosmtplib.SMTPResponseException) -> str:
    text = server_text(error.message.encode("utf-8", "surrogateescape"))
    return printable(text)[:SERVER_WORDS_LIMIT]
