"""Debian's Postfix on loopback: takes mail from signed-in people, hands local mail to Dovecot.

It asks Dovecot whether a password is right. Mail of signed-in senders to other domains is accepted
and thrown away; nothing ever leaves the machine. Needs root, as Postfix does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from tests.servers.ca import Certificate
from tests.servers.dovecot import Dovecot
from tests.servers.leash import Leash, free_ports, is_root, new_directory
from tests.servers.postfix_conf import Ports, main_cf, master_cf

# master(8) expects the queue to be there; postfix-script would make it, in a second of its own.
_QUEUES = (
    *("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming"),
    *("maildrop", "pid", "private", "public", "saved", "trace"),
)


class Postfix:
    """Listens from :meth:`start` to :meth:`stop`; every call of ``start`` begins empty.

    ``smtps_port`` is encrypted from the first byte; ``submission_port`` offers AUTH only after
    STARTTLS. Both refuse strangers: 550 for an unknown recipient of *domain*, 554 for another
    domain.
    """

    def __init__(
        self,
        domain: str,
        certificate: Certificate,
        dovecot: Dovecot,
        recipients: Iterable[str] = (),
        settings: str = "",
    ) -> None:
        self._domain = domain
        self._certificate = certificate
        self._dovecot = dovecot
        self._recipients = list(recipients)
        self._settings = settings
        self._maps = count(1)
        self.smtps_port, self.submission_port = free_ports(2)

    def start(self) -> None:
        """Returns when both ports answer. Raises RuntimeError without root or with its words."""
        if not is_root():
            raise RuntimeError("Postfix starts only as root.")
        self._directory = new_directory("postfix")
        self._prepare()
        ports = Ports(
            self.smtps_port,
            self.submission_port,
            self._dovecot.lmtp_port,
            self._dovecot.auth_port,
        )
        main = main_cf(ports, self._domain, self._certificate, self._directory)
        self._write_settled("main.cf", main + self._settings)
        self._write_settled("master.cf", master_cf(ports))
        self._write_recipients()
        command = ["/usr/lib/postfix/sbin/master", "-c", str(self._directory), "-d"]
        self._leash = Leash(command, self._directory)
        self._leash.wait_for((self.smtps_port, self.submission_port))

    def stop(self) -> None:
        """Stop every process and remove the queue."""
        self._leash.release()

    def __enter__(self) -> Postfix:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def add_recipient(self, address: str) -> None:
        """Mail to *address* is accepted from the next connection on."""
        self._recipients.append(address)
        self._write_recipients()

    def log(self) -> str:
        file = self._directory / "log"
        return file.read_text(errors="replace") if file.exists() else ""

    def _prepare(self) -> None:
        queue = self._directory / "queue"
        data = self._directory / "data"
        for path in (data, queue, *(queue / name for name in _QUEUES)):
            path.mkdir()
            if path != queue:
                shutil.chown(path, "postfix")
        shutil.chown(queue / "pid", "root")

    def _write_settled(self, name: str, text: str) -> None:
        """Postfix waits two seconds before it trusts a configuration that was just changed."""
        (self._directory / name).write_text(text)
        os.utime(self._directory / name, (0, 0))

    def _write_recipients(self) -> None:
        """A new file in the place of the old: smtpd notices that even within the same second."""
        text = self._directory / f"recipients.{next(self._maps)}"
        text.write_text("".join(f"{address} ok\n" for address in self._recipients))
        command = ["/usr/sbin/postmap", "-c", str(self._directory), f"hash:{text}"]
        subprocess.run(command, check=True, capture_output=True)
        Path(f"{text}.db").rename(self._directory / "recipients.db")
