"""Does a mail server of this kind answer here, encrypted and with the right certificate?

Reads the greeting, upgrades where that is the agreement, asks what is offered, and hangs up. No
credential is at hand.
"""

from __future__ import annotations

import time
from contextlib import suppress

from mail.core.discovery.offer import offer_problem
from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.transport import guard
from mail.transport.policy import Policy
from mail.transport.talk import Talk

OFFER_S = 1.0
"""Seconds for what a server offers. One that has greeted well is not refused for its silence."""

_BYE = {Service.IMAP: b"z LOGOUT\r\n", Service.SMTP: b"QUIT\r\n"}


def probe(endpoint: Endpoint, policy: Policy, *, timeout_s: float) -> None:
    """Returns when *endpoint* may be offered; all of it may take *timeout_s*. Raises MailError."""
    deadline = time.monotonic() + timeout_s
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=endpoint.service, timeout_s=timeout_s
    )
    talk = Talk(sock, endpoint, deadline)
    try:
        if endpoint.security is Security.TLS:
            talk.encrypt(policy)
            talk.greeting()
        else:
            talk.greeting()
            talk.start_tls()
            talk.encrypt(policy)
        if code := offer_problem(endpoint.service, talk.offer(OFFER_S)):
            raise MailError(code, subject=endpoint.host)
        with suppress(OSError):  # its manners are of no interest any more
            talk.say(_BYE[endpoint.service])
    except TimeoutError as error:
        raise MailError(Code.TIMEOUT, subject=endpoint.host) from error
    except OSError as error:
        raise MailError(Code.DROPPED, str(error), subject=endpoint.host) from error
    finally:
        talk.close()
