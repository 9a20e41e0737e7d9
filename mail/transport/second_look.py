"""What another connection tells about one that failed. It sends nothing of the user's.

certificate refused      its facts: whose it is, who signed it, until when
plain words for TLS      is it the right service, which wants STARTTLS, or another one?
silence for STARTTLS     does the server wait for a TLS handshake?
"""

from __future__ import annotations

import time
from contextlib import suppress

from mail.core.certificate_reading import read_certificate
from mail.core.endpoint import Endpoint, Security
from mail.core.errors import Code, MailError
from mail.transport import guard, tls
from mail.transport.policy import Policy
from mail.transport.talk import Talk

LOOK_S = 3.0

_NO_GREETING = frozenset({Code.TIMEOUT, Code.DROPPED})


def looked_into(
    problem: MailError, endpoint: Endpoint, policy: Policy, timeout_s: float
) -> MailError:
    """*problem* of connecting to *endpoint*, or a more exact one. Raises nothing."""
    with suppress(MailError, OSError, ValueError):
        if problem.code in tls.CERTIFICATE_FAULTS and problem.certificate is None:
            return _with_certificate(problem, endpoint, policy, timeout_s)
        if problem.code is Code.TLS_EXPECTED_PLAIN:
            return _spoken_in_the_clear(problem, endpoint, policy, timeout_s)
        if problem.code in _NO_GREETING and endpoint.security is not Security.TLS:
            return _silent_in_the_clear(problem, endpoint, policy, timeout_s)
    return problem


def _with_certificate(
    problem: MailError, endpoint: Endpoint, policy: Policy, timeout_s: float
) -> MailError:
    talk = _talk(endpoint, policy, timeout_s)
    try:
        if endpoint.security is not Security.TLS:
            talk.greeting()
            talk.start_tls()
        shown = talk.shown_certificate()
    finally:
        talk.close()
    problem.certificate = read_certificate(endpoint.host, shown) if shown else None
    return problem


def _spoken_in_the_clear(
    problem: MailError, endpoint: Endpoint, policy: Policy, timeout_s: float
) -> MailError:
    """Mail servers speak first; what answers a handshake but does not greet is something else."""
    talk = _talk(endpoint, policy, timeout_s)
    try:
        talk.greeting()
    except TimeoutError:
        return MailError(Code.WRONG_SERVICE, subject=endpoint.host)
    except MailError as other:
        return other if other.code is Code.WRONG_SERVICE else problem
    finally:
        talk.close()
    return problem


def _silent_in_the_clear(
    problem: MailError, endpoint: Endpoint, policy: Policy, timeout_s: float
) -> MailError:
    talk = _talk(endpoint, policy, timeout_s)
    try:
        talk.shown_certificate()
    finally:
        talk.close()
    return MailError(Code.PLAIN_EXPECTED_TLS, subject=endpoint.host)


def _talk(endpoint: Endpoint, policy: Policy, timeout_s: float) -> Talk:
    deadline = time.monotonic() + timeout_s
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=endpoint.service, timeout_s=timeout_s
    )
    return Talk(sock, endpoint, deadline)
