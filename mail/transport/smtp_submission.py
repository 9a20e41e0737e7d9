"""Handing a message to the account's submission server (RFC 6409).

    open ─▶ envelope ─▶ on_data() ─▶ DATA, 354 ─▶ message ─▶ 250
    └──── nothing went out: MailError ────────┘  └─ InDoubt ─┘

The steps run on one event loop, and between them nothing runs: ``on_data`` may use a database
that refuses to work inside a loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from mail.core.endpoint import Login
from mail.core.smtp.message import check_message
from mail.core.smtp.result import Refusal, SubmissionResult
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_connection import (
    InDoubt,
    leave,
    open_connection,
    send_envelope,
    send_message,
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
) -> SubmissionResult:
    """Submit *raw*, whose lines end in CRLF; ``on_data`` is called immediately before DATA.

    *timeout_s* is for the reply to the message. When every recipient is refused nothing is sent
    and the refusal is raised. Raises MailError, InDoubt among them, what ``on_data`` raises, and
    ValueError for a message with a bare CR or LF (they are how mail is smuggled) or for nobody.
    """
    check_message(raw, sender, recipients)
    host, setup_s = login.endpoint.host, min(timeout_s, SETUP_S)
    with asyncio.Runner() as runner:
        client = open_connection(runner, login, secret, policy, setup_s)
        try:
            envelope = send_envelope(client, sender, recipients, raw)
            refused = runner.run(within(setup_s, host, envelope))
            on_data()
            # No deadline around it all: it could strike after the message went out.
            runner.run(within(None, host, send_message(client, raw, host, timeout_s)))
        finally:
            runner.run(leave(client))
    return SubmissionResult(refused)


def check_smtp(login: Login, secret: Secret, policy: Policy, *, timeout_s: float = 10.0) -> None:
    """Connect, EHLO, AUTH and QUIT within *timeout_s*; nothing is sent. Raises MailError."""
    with asyncio.Runner() as runner:
        client = open_connection(runner, login, secret, policy, timeout_s)
        runner.run(leave(client))
