"""Debian's Dovecot 2.3 on loopback: IMAP, LMTP, and the passwords for Postfix.

As root it runs with Dovecot's own users and keeps the mail as ``nobody``; as anybody else
everything runs as that user.
"""

from __future__ import annotations

import os
import pwd
import shutil
from collections.abc import Iterable
from pathlib import Path

from tests.servers.ca import Certificate
from tests.servers.dovecot_conf import configuration
from tests.servers.leash import Leash, free_ports, is_root, new_directory
from tests.servers.maildir import Maildir


class Dovecot:
    """Listens from :meth:`start` to :meth:`stop`; every call of ``start`` begins empty.

    ``imaps_port`` is encrypted from the first byte, ``imap_port`` refuses a password before
    STARTTLS. *settings* is appended to the configuration, so that a test can take an extension
    away: ``imap_capability = IMAP4rev1 IDLE``.
    """

    def __init__(
        self,
        certificate: Certificate,
        users: Iterable[tuple[str, str]] = (),
        settings: str = "",
    ) -> None:
        self._certificate = certificate
        self._users = tuple(users)
        self._settings = settings
        self._owner = pwd.getpwnam("nobody") if is_root() else pwd.getpwuid(os.geteuid())
        self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port = free_ports(4)

    def start(self) -> None:
        """Returns when all ports answer. Raises RuntimeError with the server's words."""
        self._directory = new_directory("dovecot")
        (self._directory / "users").mkdir()
        (self._directory / "log").touch(0o644)
        mail = self._directory / "mail"
        mail.mkdir()
        if is_root():
            os.chown(mail, self._owner.pw_uid, self._owner.pw_gid)
        for address, password in self._users:
            self.add_user(address, password)
        file = self._directory / "dovecot.conf"
        file.write_text(configuration(self, self._certificate, self._directory) + self._settings)
        command = ["/usr/sbin/dovecot", "-F", "-c", str(file)]
        self._leash = Leash(command, self._directory)
        self._leash.wait_for((self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port))

    def stop(self) -> None:
        """Stop every process and remove all mail."""
        self._leash.release()

    def __enter__(self) -> Dovecot:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    @property
    def owner(self) -> pwd.struct_passwd:
        """The system user that the mail belongs to."""
        return self._owner

    def add_user(self, address: str, password: str) -> None:
        """May sign in and receive mail from now on.

        One file for each user: Dovecot looks at a file that it knows at most once a second, at a
        new one at once.
        """
        home = self._directory / "mail" / address
        home.mkdir(mode=0o700)
        if is_root():
            os.chown(home, self._owner.pw_uid, self._owner.pw_gid)
        self.change_password(address, password)

    def change_password(self, address: str, password: str) -> None:
        """Within a second or two only *password* signs in; open sessions stay."""
        home = self._directory / "mail" / address
        place = f"{self._owner.pw_uid}:{self._owner.pw_gid}::{home}"
        line = f"{address}:{{PLAIN}}{password}:{place}::\n"
        (self._directory / "users" / address).write_text(line)

    def deliver(
        self, address: str, raw: bytes, mailbox: str = "INBOX", flags: Iterable[str] = ()
    ) -> None:
        self.deliver_many(address, (raw,), mailbox, flags)

    def deliver_many(
        self,
        address: str,
        messages: Iterable[bytes],
        mailbox: str = "INBOX",
        flags: Iterable[str] = (),
        received: float | None = None,
    ) -> None:
        """Store messages without any protocol; see :meth:`Maildir.deliver`."""
        self._maildir(address).deliver(messages, mailbox, flags, received)

    def stored(self, address: str, mailbox: str = "INBOX") -> list[bytes]:
        """See :meth:`Maildir.stored`."""
        return self._maildir(address).stored(mailbox)

    def forget_numbers(self, address: str, mailbox: str = "INBOX") -> None:
        """See :meth:`Maildir.forget_numbers`; of a mailbox that nobody has open."""
        self._maildir(address).forget_numbers(mailbox)

    def record(self, address: str) -> None:
        """Keep what clients of this user say from their next connection on, and forget the rest."""
        rawlog = self._rawlog(address)
        shutil.rmtree(rawlog, ignore_errors=True)
        rawlog.mkdir()
        if is_root():
            os.chown(rawlog, self._owner.pw_uid, self._owner.pw_gid)

    def commands(self, address: str) -> str:
        """What clients said after signing in, since :meth:`record`, oldest connection first."""
        files = sorted(self._rawlog(address).glob("*.in"), key=lambda path: path.name)
        return "".join(path.read_text(errors="replace") for path in files)

    def log(self) -> str:
        return (self._directory / "log").read_text(errors="replace")

    def _maildir(self, address: str) -> Maildir:
        root = self._directory / "mail" / address / "Maildir"
        return Maildir(root, self._owner.pw_uid, self._owner.pw_gid)

    def _rawlog(self, address: str) -> Path:
        return self._directory / "mail" / address / "rawlog"
