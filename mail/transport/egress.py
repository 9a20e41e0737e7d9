"""Whether it is our own network that lets nothing out to where mail is sent."""

from __future__ import annotations

import time

from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport import guard
from mail.transport.policy import Policy

LOOK_S = 3.0
SUBMISSION_PORTS = (465, 587)


def sending_is_blocked(host: str, policy: Policy, *, timeout_s: float = LOOK_S) -> bool:
    """Whether no connection to *host* comes about on any port for sending: both stay silent.

    That alone could also be a host that is away. Ask only when reading mail just worked: then
    our network is up, and what drops both ports without a word is a firewall, which is usual
    at hosting companies. A refusal is an answer, and proves that nobody blocks us.
    """
    deadline = time.monotonic() + timeout_s
    return all(_is_silent(host, port, policy, deadline) for port in SUBMISSION_PORTS)


def _is_silent(host: str, port: int, policy: Policy, deadline: float) -> bool:
    ports_left = len(SUBMISSION_PORTS) - SUBMISSION_PORTS.index(port)
    left_s = max(deadline - time.monotonic(), 0.1) / ports_left
    try:
        guard.open_connection(host, port, policy, service=Service.SMTP, timeout_s=left_s).close()
    except MailError as problem:
        return problem.code is Code.TIMEOUT
    return False
