"""Handing a message to the account's submission server (RFC 6409).

    open ─▶ envelope ─▶ on_data() ─▶ DATA, 354 ─▶ message ─▶ 250
    └──── nothing went out: MailError ────────┘  └─ InDoubt ─┘

The steps run on one event loop, and between them nothing runs: ``on_data`` may use a database
that refuses to work inside a loop.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from mail.core.endpoint import Login
from mail.core.errors import MailError
from mail.core.smtp.message import check_message
from mail.core.smtp.result import Refusal, SubmissionResult
from mail.transport.policy import Policy
from mail.transport.second_look import LOOK_S, looked_into
from mail.transport.secret import Secret
from mail.transport.smtp_connection import (
    InDoubt,
    leave,
    open_connection,
    open_encrypted,
    send_envelope,
    send_message,
    sign_in_and_ask,
    within,
)

__all__ = ["InDoubt", "Refusal", "SubmissionResult", "check_smtp", "submit"]

SETUP_S = 60.0
"""From connecting to the reply to the last RCPT; RFC 5321 §4.5.3.2 would wait for minutes each."""


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
    connect_s: float = SETUP_S,
) -> SubmissionResult:
    """Submit *raw*, whose lines end in CRLF; ``on_data`` is called immediately before DATA.

    *timeout_s* is for the reply to the message, *connect_s* for all until the server has greeted
    and is encrypted. When every recipient is refused nothing is sent
    and the refusal is raised. Raises MailError, InDoubt among them, what ``on_data`` raises, and
    ValueError for a message with a bare CR or LF (they are how mail is smuggled) or for nobody.
    """
    check_message(raw, sender, recipients)
    host, setup_s = login.endpoint.host, min(timeout_s, SETUP_S)
    with asyncio.Runner() as runner:
        client = open_connection(runner, login, secret, policy, setup_s, connect_s)
        try:
            envelope = send_envelope(client, sender, recipients, raw)
            refused = runner.run(within(setup_s, host, envelope))
            on_data()
            # No deadline around it all: it could strike after the message went out.
            runner.run(within(None, host, send_message(client, raw, host, timeout_s)))
        finally:
            runner.run(leave(client))
    return SubmissionResult(refused)


def check_smtp(
    login: Login, secret: Secret, policy: Policy, *, sender: str = "", timeout_s: float = 10.0
) -> tuple[str, ...]:
    """Connect, EHLO, AUTH, ask whether *sender* may send, and QUIT; nothing is sent.

    All within *timeout_s*; a second look at a server that failed takes :data:`LOOK_S` more.
    SMTP has no alerts: the answer is empty. Raises MailError.
    """
    host, ends_at = login.endpoint.host, time.monotonic() + timeout_s
    with asyncio.Runner() as runner:
        try:
            client = open_encrypted(runner, login.endpoint, policy, timeout_s)
        except MailError as problem:
            look_s = min(timeout_s, LOOK_S)
            raise looked_into(problem, login.endpoint, policy, look_s) from None
        try:
            check = sign_in_and_ask(client, login, secret, sender)
            runner.run(within(max(ends_at - time.monotonic(), 0.01), host, check))
        finally:
            runner.run(leave(client))
    return ()
