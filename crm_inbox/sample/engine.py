"""One thread with one event loop, in which both servers of the sample mailbox run."""

from __future__ import annotations

import asyncio
import logging
import socket
import threading
from asyncio import StreamReader, StreamWriter, WriteTransport
from concurrent.futures import Future
from functools import partial
from typing import Any
from weakref import WeakSet

from aiosmtpd.smtp import SMTP

from crm_inbox.sample.imap import imap_connections
from crm_inbox.sample.owner import Owner
from crm_inbox.sample.smtp import smtp_connection

log = logging.getLogger(__name__)

# How long connections may take to say goodbye before they are cut.
_GOODBYE_S = 0.3


class Engine(threading.Thread):
    """Serves *owner* on two bound sockets until :meth:`stop`. Closes them in the end."""

    def __init__(self, owner: Owner, imap: socket.socket, smtp: socket.socket) -> None:
        super().__init__(name="sample-mailbox", daemon=True)
        self._owner, self._imap, self._smtp = owner, imap, smtp
        self._readers: WeakSet[WriteTransport] = WeakSet()
        self._senders: WeakSet[SMTP] = WeakSet()
        self._ready: Future[partial[Any]] = Future()
        for chatty in ("pymap", "mail.log"):
            logging.getLogger(chatty).setLevel(logging.CRITICAL)

    def begin(self, timeout: float) -> None:
        """Return when both servers accept connections. Raises what kept them from it."""
        self.start()
        self._ready.result(timeout)

    def stop(self, timeout: float) -> None:
        if self.is_alive():
            leave = self._ready.result(timeout)
            leave()
            self.join(timeout)

    def run(self) -> None:
        try:
            asyncio.run(self._serve())
        except Exception as problem:
            if self._ready.done():
                raise
            self._ready.set_exception(problem)

    async def _serve(self) -> None:
        loop, leaving = asyncio.get_running_loop(), asyncio.Event()
        loop.set_exception_handler(lambda _, what: log.debug("connection ended: %s", what))
        servers = [
            await asyncio.start_server(self._imap_connections(), sock=self._imap),
            await loop.create_server(self._smtp_connection, sock=self._smtp),
        ]
        self._ready.set_result(partial(loop.call_soon_threadsafe, leaving.set))
        await leaving.wait()
        for server in servers:
            server.close()
        await self._hang_up()

    def _imap_connections(self) -> Any:
        answer = imap_connections(self._owner)

        async def connected(reader: StreamReader, writer: StreamWriter) -> None:
            self._readers.add(writer.transport)
            await answer(reader, writer)

        return connected

    def _smtp_connection(self) -> SMTP:
        connection = smtp_connection(self._owner, asyncio.get_running_loop())
        self._senders.add(connection)
        return connection

    async def _hang_up(self) -> None:
        """Cancel every connection, which lets IMAP say BYE, then cut what is still open."""
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_GOODBYE_S)
        for transport in [*self._readers, *(sender.transport for sender in self._senders)]:
            if isinstance(transport, WriteTransport):
                transport.abort()
        await asyncio.sleep(0)
