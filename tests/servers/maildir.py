"""A Maildir++ seen from outside: put messages in, read them back, with the server running."""

from __future__ import annotations

import os
import re
import socket
import time
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from imapclient.imap_utf7 import encode as encode_utf7

_FLAG_LETTERS = {
    "\\Draft": "D",
    "\\Flagged": "F",
    "\\Answered": "R",
    "\\Seen": "S",
    "\\Deleted": "T",
}
_numbers = count(1)


class Maildir:
    """The mailboxes of one user below *root*, owned by *uid* and *gid*; ``/`` separates levels."""

    def __init__(self, root: Path, uid: int, gid: int) -> None:
        self._root = root
        self._uid = uid
        self._gid = gid

    def deliver(
        self,
        messages: Iterable[bytes],
        mailbox: str = "INBOX",
        flags: Iterable[str] = (),
        received: float | None = None,
    ) -> None:
        """Store *messages* in order; a mailbox that is not there is made.

        *received* becomes the INTERNALDATE (seconds since 1970; now when None). Raises KeyError
        for a flag that is not one of IMAP's system flags.
        """
        folder = self._made(mailbox)
        letters = "".join(sorted(_FLAG_LETTERS[flag] for flag in flags))
        place, suffix = ("cur", f":2,{letters}") if letters else ("new", "")
        seconds = time.time() if received is None else received
        for raw in messages:
            name = _unique_name(raw) + suffix
            draft = folder / "tmp" / name
            draft.write_bytes(raw)
            self._own(draft)
            os.utime(draft, (seconds, seconds))
            draft.rename(folder / place / name)

    def stored(self, mailbox: str = "INBOX") -> list[bytes]:
        """The messages as IMAP serves them, with CRLF, in the order in which they came."""
        folder = self._folder(mailbox)
        files = [path for place in ("new", "cur") for path in (folder / place).glob("*")]
        ordered = sorted(files, key=lambda path: path.name)
        return [re.sub(rb"(?<!\r)\n", b"\r\n", path.read_bytes()) for path in ordered]

    def renumber(self, mailbox: str = "INBOX") -> None:
        """The next client finds another UIDVALIDITY, and other uids. Nobody may have it open."""
        folder = self._folder(mailbox)
        for path in [folder / "dovecot-uidlist", *folder.glob("dovecot.index*")]:
            path.unlink(missing_ok=True)

    def _folder(self, mailbox: str) -> Path:
        if mailbox.upper() == "INBOX":
            return self._root
        name = encode_utf7(mailbox).decode("ascii").replace("/", ".")
        return self._root / f".{name}"

    def _made(self, mailbox: str) -> Path:
        folder = self._folder(mailbox)
        for path in (self._root, folder, *(folder / place for place in ("tmp", "new", "cur"))):
            if not path.exists():
                path.mkdir(mode=0o700)
                self._own(path)
        return folder

    def _own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self._uid, self._gid)


def _unique_name(raw: bytes) -> str:
    """Sorts in order of delivery. S and W save the server from opening each file for its size."""
    now_ns = time.time_ns()
    lines = raw.count(b"\n") - raw.count(b"\r\n")
    return (
        f"{now_ns // 10**9}.M{now_ns // 1000 % 10**6:06}P{os.getpid()}Q{next(_numbers):08}"
        f".{socket.gethostname()},S={len(raw)},W={len(raw) + lines}"
    )
