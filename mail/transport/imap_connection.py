"""A guarded, encrypted IMAP connection and the way to sign in on it.

The only importer of ``imapclient``, whose connection gets a socket that the guard has checked and
a wire with limits.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from imapclient import IMAPClient

from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError, clean_alerts
from mail.core.imap.login_reply import command_problem, login_problem
from mail.core.imap.quirks import Quirk, quirks_of
from mail.core.imap.response import Piece
from mail.core.imap.server_id import server_id
from mail.core.imap.written_name import decoded, encoded
from mail.core.oauth.sasl import AccessToken
from mail.core.product import NAME, VERSION
from mail.core.replies.hosts import usual_reason
from mail.core.replies.sign_in import refusal, take_apart
from mail.core.unsaid import unsaid, without
from mail.transport import guard, tls
from mail.transport.imap_pipeline import Pipeline
from mail.transport.imap_problems import as_mail_errors
from mail.transport.imap_selection import Selection
from mail.transport.imap_wire import Wire
from mail.transport.oauth_sasl import begin
from mail.transport.policy import Policy
from mail.transport.secret import Secret

UPLOAD_BYTES_PER_S = 64 * 1024
"""The slowest line on which an upload is still waited for."""

LOGOUT_S = 1.0


class ImapConnection(IMAPClient):  # type: ignore[misc]
    """Open, greeted and, where the endpoint asks for it, encrypted; not yet signed in.

    *timeout_s* is for each command; *total_s*, when given, for everything together. Every method
    raises MailError and nothing else.
    """

    def __init__(
        self, endpoint: Endpoint, policy: Policy, timeout_s: float, total_s: float = math.inf
    ) -> None:
        self.endpoint = endpoint
        self._policy = policy
        self._timeout_s = timeout_s
        self._attempts = 0
        self.enabled: frozenset[str] = frozenset()  # what ENABLE switched on (RFC 5161)
        self.selection: Selection | None = None  # the mailbox that is open
        self._ends_at = time.monotonic() + total_s
        with as_mail_errors(endpoint.host):
            super().__init__(endpoint.host, endpoint.port, ssl=False)
        # The library asks for a log of every literal: four times the time for nobody.
        self._imap.debug = 0
        self.pipeline = Pipeline(self.wire)
        self.quirks = quirks_of(self.wire.greeting, {}, endpoint.host)

    @property
    def wire(self) -> Wire:
        wire: Wire = self._imap
        return wire

    def wait_for(self, timeout_s: float) -> None:
        """Each command may take *timeout_s* from now on."""
        self._timeout_s = self.wire.timeout_s = timeout_s

    def capabilities(self) -> tuple[bytes, ...]:
        """As the server told last: anew after STARTTLS and after signing in."""
        return tuple(word.encode("ascii", "replace") for word in self.wire.capabilities)

    def offers(self, capability: str) -> bool:
        if Quirk.NO_CONDSTORE in self.quirks and capability.upper() in {"CONDSTORE", "QRESYNC"}:
            return False
        return capability.upper() in self.wire.capabilities

    def run(
        self,
        name: str,
        *arguments: str | bytes,
        classify: Callable[[str, str], Code] = command_problem,
    ) -> bytes:
        """Send a command and return the words of its tagged OK."""
        with as_mail_errors(self.endpoint.host, classify):
            _, answer = self.wire._simple_command(name, *arguments)
        return bytes(answer[-1])

    def told(self, kind: str) -> list[Piece]:
        """The untagged responses of *kind* that came with the last command."""
        return [piece for piece in self.wire.untagged_responses.get(kind, []) if piece is not None]

    def sign_in(self, username: str, secret: Secret) -> None:
        """AUTHENTICATE PLAIN (RFC 4616) where offered, else LOGIN.

        A server that does not know the one is asked with the other; a refusal of the name or the
        password is final. So there are two attempts at most, and usually one. An access token
        goes its own way and never as a password.
        """
        try:
            with unsaid(secret):
                self._sign_in(username, secret)
        finally:
            self.wire.alerts[:] = [without(alert, secret) for alert in self.wire.alerts]

    def _sign_in(self, username: str, secret: Secret) -> None:
        if isinstance(secret, AccessToken):
            self.sign_in_with_token(username, secret)
            return
        self._check_offer()
        name, password = username.encode(), secret.reveal().encode("utf-8", "surrogateescape")
        if any(octet in name + password for octet in b"\0\r\n"):
            raise MailError(Code.AUTH_FAILED, subject=self.endpoint.host)
        if not self.offers("AUTH=PLAIN"):
            self._attempt(lambda: self._log_in(name, password))
        else:
            try:
                self._attempt(lambda: self._authenticate_plain(b"\0%s\0%s" % (name, password)))
            except MailError as problem:
                if problem.code is not Code.AUTH_UNSUPPORTED or self.wire.is_broken:
                    raise
                self._attempt(lambda: self._log_in(name, password))
        self.after_sign_in()

    def sign_in_with_token(self, username: str, token: AccessToken) -> None:
        """AUTHENTICATE with the token's first mechanism that is offered; exactly one attempt.

        Raises MailError: OAUTH_SASL_REJECTED or OAUTH_SCOPE when it is the token that is refused.
        """
        offered = [word[5:] for word in self.wire.capabilities if word.startswith("AUTH=")]
        conversation = begin(self.endpoint, username, token, offered)

        def classify(text: str, host: str) -> Code:
            return conversation.refusal_code(login_problem(text, host))

        with as_mail_errors(self.endpoint.host, classify):
            self.wire.authenticate(conversation.mechanism.value, conversation.answer)
        self.after_sign_in()

    def after_sign_in(self) -> None:
        """What the server tells only now: other capabilities, and what is wrong all the same."""
        self.wire.state = "AUTH"
        self.wire.is_signed_in = True
        with as_mail_errors(self.endpoint.host):
            told = [line for line in self.told("CAPABILITY") if isinstance(line, bytes)]
            self.wire.learn_capabilities(told[-1:])
        self._identify()

    @property
    def alerts(self) -> tuple[str, ...]:
        """What the server wants every user to see (RFC 9051 §7.1)."""
        return clean_alerts(self.wire.alerts)

    def store(
        self, mailbox: str, raw: bytes, flags: Sequence[str], internaldate: datetime | None
    ) -> bytes:
        """APPEND; returns what the server said. A large message may take longer to go up."""
        self.wire.timeout_s = self._timeout_s + len(raw) / UPLOAD_BYTES_PER_S
        try:
            with as_mail_errors(self.endpoint.host):
                said: bytes = self.append(mailbox, raw, flags, internaldate)
        finally:
            self.wire.timeout_s = self._timeout_s
        return said

    def leave(self) -> None:
        """LOGOUT when the connection is in order, and close it in any case. Raises nothing."""
        try:
            if not self.wire.is_broken:
                self.wire.timeout_s = LOGOUT_S
                self.run("LOGOUT")
        except MailError:
            pass
        finally:
            self.wire.shutdown()

    def _normalise_folder(self, name: str) -> bytes:
        """The library's way to write a mailbox name, for what of its commands we use."""
        return mailbox_argument(name)

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the library's name
        endpoint, policy = self.endpoint, self._policy
        if endpoint.security is Security.NONE and not guard.plaintext_allowed(
            endpoint.host, policy
        ):
            raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=endpoint.host)
        sock = guard.open_connection(
            endpoint.host, endpoint.port, policy, service=Service.IMAP, timeout_s=self._left_s()
        )
        if endpoint.security is Security.TLS:
            sock = tls.wrap(sock, endpoint.host, policy, timeout_s=self._left_s())
        wire = Wire(sock, endpoint.host, self._timeout_s, self._ends_at)
        if endpoint.security is Security.STARTTLS:
            wire.start_tls(policy)
        return wire

    def _left_s(self) -> float:
        return max(0.01, min(self._timeout_s, self._ends_at - time.monotonic()))

    def _check_offer(self) -> None:
        if not self.offers("LOGINDISABLED"):
            return
        if self.endpoint.security is Security.NONE:
            raise MailError(Code.PLAINTEXT_FORBIDDEN, subject=self.endpoint.host)
        oauth = self.offers("AUTH=XOAUTH2") or self.offers("AUTH=OAUTHBEARER")
        code = Code.OAUTH_NEEDED if oauth else Code.AUTH_UNSUPPORTED
        raise MailError(code, subject=self.endpoint.host)

    def _attempt(self, sign_in: Callable[[], object]) -> None:
        """Says with the untagged words why, where the answer itself only says no (Gmail)."""
        self._attempts += 1
        try:
            sign_in()
        except MailError as problem:
            problem.alerts, problem.attempts = self.alerts, self._attempts
            told = refusal(take_apart(" ".join(self.alerts), Service.IMAP)) if self.alerts else None
            if told and problem.code in {Code.AUTH_FAILED, usual_reason(self.endpoint.host)}:
                problem.code = told
            raise

    def _log_in(self, name: bytes, password: bytes) -> None:
        """A quoted string holds ASCII only (RFC 3501 §4.3); another password is a literal."""
        if password.isascii():
            self.run("LOGIN", quoted(name), quoted(password), classify=login_problem)
        else:
            self.wire.send_literal(password)
            self.run("LOGIN", quoted(name), classify=login_problem)

    def _authenticate_plain(self, message: bytes) -> None:
        answers = iter([message])
        with as_mail_errors(self.endpoint.host, login_problem):
            # A second challenge is not part of PLAIN: None cancels, the password goes out once.
            self.wire.authenticate("PLAIN", lambda challenge: next(answers, None))

    def _identify(self) -> None:
        """Say who we are, and hear who the server is (RFC 2971)."""
        if Quirk.WANTS_ID in self.quirks:
            self.run_if_known("ID", f'("name" "{NAME}" "version" "{VERSION}" "vendor" "{NAME}")')
        elif self.offers("ID"):
            self.run_if_known("ID", f'("name" "{NAME}")')
        self.quirks |= quirks_of(self.wire.greeting, server_id(self.told("ID")), self.endpoint.host)

    def run_if_known(self, name: str, *arguments: str | bytes) -> None:
        """A command that the session can do without, unless its refusal says why."""
        try:
            self.run(name, *arguments)
        except MailError as problem:
            if problem.code is not Code.COMMAND_REFUSED:
                raise


def quoted(octets: bytes) -> bytes:
    """A quoted string (RFC 9051 §4.3). *octets* hold no CR, LF or NUL."""
    return b'"' + octets.replace(b"\\", b"\\\\").replace(b'"', b'\\"') + b'"'


def mailbox_argument(name: str) -> bytes:
    """*name* as commands carry it: the octets that LIST gave, or that another program would write.

    Servers that list other octets than ASCII take them in a quoted string as well.
    """
    return quoted(encoded(name))


def mailbox_name(octets: bytes) -> str | None:
    """The name that LIST wrote as *octets*; None for one that no command can carry."""
    return decoded(octets)
