"""The sample mailbox as ``manage.py serve --sample`` starts it."""

from __future__ import annotations

import contextlib
import socket
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from crm_inbox.sample.first_day import create_mailbox
from crm_inbox.sample.maildir import remove_stale_locks
from crm_inbox.sample.owner import ADDRESS, owner_of

if TYPE_CHECKING:
    from crm_inbox.sample.engine import Engine

_START_S = 10.0
_STOP_S = 1.0


class SampleServerError(Exception):
    """The sample mailbox cannot start; the text is a sentence for the person who started it."""


class SampleServer:
    """An IMAP and a submission server for one made-up person, on this machine only.

    *directory* keeps everything: the mailbox, its password, and the mail that would have left.
    A port of 0 takes a free one; the attribute tells which after :meth:`start`.
    """

    def __init__(
        self,
        directory: Path,
        *,
        host: str = "127.0.0.1",
        imap_port: int = 11143,
        smtp_port: int = 11587,
    ) -> None:
        self.directory, self.host = directory, host
        self.imap_port, self.smtp_port = imap_port, smtp_port
        self._engine: Engine | None = None

    @property
    def address(self) -> str:
        return ADDRESS

    @property
    def password(self) -> str:
        """Made up the first time and kept in the directory."""
        return owner_of(self.directory).password

    def start(self) -> None:
        """Return when both servers accept connections. Raises SampleServerError."""
        with contextlib.ExitStack() as on_failure:
            imap = on_failure.enter_context(_bind(self.host, self.imap_port))
            smtp = on_failure.enter_context(_bind(self.host, self.smtp_port))
            self._engine = self._begin(imap, smtp)
            on_failure.pop_all()
        self.imap_port, self.smtp_port = imap.getsockname()[1], smtp.getsockname()[1]

    def stop(self) -> None:
        """Leave no thread and no open port behind. Safe to call twice."""
        if self._engine:
            self._engine.stop(_STOP_S)
            self._engine = None

    def _begin(self, imap: socket.socket, smtp: socket.socket) -> Engine:
        try:
            # Both servers are an extra, and only a process that starts them pays for the import.
            from crm_inbox.sample.engine import Engine
        except ImportError as problem:
            raise SampleServerError(
                f"The sample mailbox needs the extra packages of crm-inbox[sample] ({problem})."
            ) from None
        try:
            owner = owner_of(self.directory)
            create_mailbox(owner.mailbox, datetime.now(UTC))
            remove_stale_locks(owner.mailbox)
        except OSError as problem:
            raise SampleServerError(
                f"The sample mailbox cannot be kept in {self.directory}: {problem.strerror}."
            ) from None
        engine = Engine(owner, imap, smtp)
        engine.begin(_START_S)
        return engine


def _bind(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        bound.bind((host, port))
        bound.listen()
    except OSError as problem:
        bound.close()
        raise SampleServerError(
            f"The sample mailbox cannot use port {port} on {host}: {problem.strerror}. "
            "Stop the program that uses it."
        ) from None
    return bound
