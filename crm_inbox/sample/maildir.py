"""A Maildir on disk: folders, and messages kept byte for byte.

    mailbox/            INBOX: cur new tmp dovecot-uidlist dovecot-keywords
    mailbox/.Sent/      one directory per mailbox, levels divided by dots

A message appears by one rename, so that a reader never sees half of it.
"""

from __future__ import annotations

import os
import secrets
import time
from pathlib import Path
from urllib.parse import unquote

KEYWORDS = ("$Forwarded", "$MDNSent", "$Junk", "$NotJunk")
_LOCK = "dovecot-uidlist.lock"


def directory_of(parts: list[str]) -> str:
    """The directory of a mailbox below INBOX's own; a dot inside a name is escaped."""
    return "".join("." + part.replace("%", "%25").replace(".", "%2E") for part in parts)


def parts_of(directory: str) -> list[str]:
    """The levels of the mailbox that :func:`directory_of` wrote as *directory*."""
    return [unquote(part) for part in directory.split(".")[1:]]


def create_folder(folder: Path) -> None:
    """An empty mailbox. Raises FileExistsError."""
    for part in ("cur", "new", "tmp"):
        (folder / part).mkdir(parents=True)
    (folder / "maildirfolder").touch()
    lines = [f"{number} {keyword}\n" for number, keyword in enumerate(KEYWORDS)]
    (folder / "dovecot-keywords").write_text("".join(lines), encoding="ascii")


def put(folder: Path, raw: bytes, *, part: str, info: str, when: float) -> str:
    """Keep *raw* in *folder*'s *part* ("new" or "cur"); the message's key.

    *info* are its flags ("2,FS") or nothing, *when* its internal date in seconds since 1970.
    """
    key = f"{time.time_ns()}.{secrets.token_hex(8)}.sample"
    draft = folder / "tmp" / key
    draft.write_bytes(raw)
    os.utime(draft, (when, when))
    draft.rename(folder / part / (f"{key}:{info}" if info else key))
    return key


def remove_stale_locks(root: Path) -> None:
    """Free what a killed server held; every command would wait ten minutes for it otherwise."""
    for lock in (root / _LOCK, *root.glob(f".*/{_LOCK}")):
        lock.unlink(missing_ok=True)
