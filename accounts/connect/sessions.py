"""A signed-in IMAP session of an account."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from accounts.admission import admitted
from accounts.connect.door import at_the_door
from accounts.connect.policy import policy
from accounts.connect.secrets import signing_in
from accounts.models import EmailAccount
from accounts.models.connection_slot import Purpose
from mail.core.endpoint import Service
from mail.transport.imap_session import ImapSession, open_session
from mail.transport.secret import Secret

SESSION_TIMEOUT_S = 30.0


@contextmanager
def imap_session(
    account: EmailAccount, purpose: Purpose = Purpose.INTERACTIVE, *, patience_s: float = 1.0
) -> Iterator[ImapSession]:
    """A signed-in session. *patience_s* is how long to wait for our turn at the server.

    Raises MailError, NotNow among others.
    """
    with at_the_door(account, Service.IMAP), ExitStack() as stack:

        def enter(secret: Secret) -> ImapSession:
            return stack.enter_context(_opened(account, secret, purpose, patience_s))

        yield signing_in(account, Service.IMAP, enter)


@contextmanager
def _opened(
    account: EmailAccount, secret: Secret, purpose: Purpose, patience_s: float
) -> Iterator[ImapSession]:
    login = account.login(Service.IMAP)
    with admitted(account, login.endpoint, purpose, patience_s=patience_s) as admission:
        opening = open_session(
            login, secret, policy(), timeout_s=SESSION_TIMEOUT_S, connect_s=admission.connect_s
        )
        with opening as session:
            admission.opened()
            yield session
