"""Checking a sign-in at a scripted server, and what that server heard in the meantime."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, replace

from mail.core.checked import Checked
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import MailError
from mail.transport.imap_session import check_imap
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_submission import check_smtp
from tests.servers.ca import Certificate
from tests.servers.scripted import Script, ScriptedServer
from tests.transport.talk import HOST, POLICY

CANARY = "kanariefugl-å-42"
NAME = "kari"


@dataclass(frozen=True, slots=True)
class Outcome:
    checked: Checked
    heard: bytes

    @property
    def problem(self) -> MailError:
        assert self.checked.problem is not None, "the sign-in worked"
        return self.checked.problem

    @property
    def attempts(self) -> int:
        """Commands that carried, or could have carried, the password."""
        words = [line.split() for line in self.heard.upper().splitlines()]
        return sum(
            w[:1] == [b"AUTH"] or w[1:2] in ([b"LOGIN"], [b"AUTHENTICATE"]) for w in words if w
        )

    @property
    def heard_the_password(self) -> bool:
        """In any form in which it goes over the wire."""
        secret = CANARY.encode()
        return secret in self.heard or any(secret in _decoded(w) for w in self.heard.split())


def _decoded(word: bytes) -> bytes:
    try:
        return b64decode(word, validate=True)
    except ValueError:
        return b""


assert _decoded(b64encode(b"\0kari\0" + CANARY.encode())).endswith(CANARY.encode())


def check_at(
    script: Script,
    service: Service = Service.IMAP,
    security: Security = Security.NONE,
    *,
    certificate: Certificate | None = None,
    implicit_tls: bool = False,
    timeout_s: float = 5.0,
    policy: Policy = POLICY,
) -> Outcome:
    with ScriptedServer(script, certificate, implicit_tls=implicit_tls) as server:
        login = Login(Endpoint(service, HOST, server.port, security), NAME)
        checked = _checked(login, policy, timeout_s)
    return Outcome(checked, b"".join(server.received))


def _checked(login: Login, policy: Policy, timeout_s: float) -> Checked:
    check = check_imap if login.endpoint.service is Service.IMAP else check_smtp
    try:
        return Checked(NAME, alerts=check(login, Secret(CANARY), policy, timeout_s=timeout_s))
    except MailError as problem:
        return Checked(NAME, problem, problem.alerts)


def trusting(ca_file: object) -> Policy:
    return replace(POLICY, extra_ca_file=str(ca_file))
