"""The certificate that a server shows, for somebody to look at. It is not believed here.

Nobody signs in over this connection: it ends when the handshake is over.
"""

from __future__ import annotations

import ssl
import time

from mail.core.endpoint import Endpoint, Security
from mail.core.errors import Code, MailError
from mail.transport import guard
from mail.transport.policy import Policy
from mail.transport.talk import Talk
from mail.transport.tls import tls_problem


def certificate_of(endpoint: Endpoint, policy: Policy, *, timeout_s: float) -> bytes:
    """Its DER, whoever made it; all of it may take *timeout_s*. Raises MailError."""
    deadline = time.monotonic() + timeout_s
    sock = guard.open_connection(
        endpoint.host, endpoint.port, policy, service=endpoint.service, timeout_s=timeout_s
    )
    talk = Talk(sock, endpoint, deadline)
    try:
        if endpoint.security is not Security.TLS:
            talk.greeting()
            talk.start_tls()
        return talk.shown_certificate() or b""
    except ssl.SSLError as error:
        raise tls_problem(error, endpoint.host) from error
    except TimeoutError as error:
        raise MailError(Code.TIMEOUT, subject=endpoint.host) from error
    except OSError as error:
        raise MailError(Code.DROPPED, str(error), subject=endpoint.host) from error
    finally:
        talk.close()
