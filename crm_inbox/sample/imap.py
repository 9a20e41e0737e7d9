"""The IMAP side of the sample mailbox: one user, one Maildir, no TLS, no look-ups."""

from __future__ import annotations

import ssl
from argparse import Namespace
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from proxyprotocol.noop import ProxyProtocolNoop
from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.maildir import Config, FilterSet, Identity, Login, Session
from pymap.concurrent import Subsystem
from pymap.exceptions import AuthorizationFailure, InvalidAuth
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext
from pysasl.identity import ClearIdentity

from crm_inbox.sample.owner import Owner
from crm_inbox.sample.store import mailboxes_in, mend_pymap


def imap_connections(owner: Owner) -> Callable[..., Awaitable[None]]:
    """What ``asyncio.start_server`` calls with the two streams of a new connection."""
    mend_pymap()
    config = _Config(owner)
    return ProxyProtocolReader(config.proxy_protocol).get_callback(
        IMAPServer(_Login(config, owner), config)
    )


class _Config(Config):
    """Everything runs in the one loop: a pool of threads would hold an idle one for a second."""

    def __init__(self, owner: Owner) -> None:
        super().__init__(
            Namespace(),
            base_dir=str(owner.mailbox),
            layout="++",
            colon=None,
            host=None,
            port=0,
            tls_enabled=False,
            ssl_context=ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER),
            subsystem=Subsystem.for_asyncio(),
            cpu_subsystem=Subsystem.for_asyncio(),
            hash_context=Cleartext(),
            proxy_protocol=ProxyProtocolNoop(),
            reject_dnsbl=False,
        )

    @property
    def greeting(self) -> bytes:
        # pymap looks up the machine's name here, which may wait for DNS.
        return b"Sample mailbox ready"


class _Login(Login):
    def __init__(self, config: Config, owner: Owner) -> None:
        super().__init__(config)
        self._owner = owner

    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        if not credentials.verify(ClearIdentity(self._owner.address, self._owner.password)):
            raise InvalidAuth()
        return _Identity(self, self._owner)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        if authzid != self._owner.address:
            raise AuthorizationFailure()
        return _Identity(self, self._owner)


class _Identity(Identity):
    def __init__(self, login: Login, owner: Owner) -> None:
        super().__init__(login.config, login.tokens, owner.address, None, frozenset())
        self._mailbox = owner.mailbox

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[Session]:
        mailboxes = mailboxes_in(self._mailbox)
        yield Session(self.name, self.config, mailboxes, FilterSet(str(self._mailbox)))
