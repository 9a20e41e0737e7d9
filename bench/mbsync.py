"""isync's mbsync, the rival: a first synchronisation of a whole account into a Maildir.

It stores every message whole and we store what is read, but both must ask the same Dovecot for
everything that a person then has at hand. Without COMPRESS and without fsync, over TLS.
"""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.leash import HOST, new_directory, remove_directory
from tests.servers.world import MailWorld, User

PROGRAM = "/usr/bin/mbsync"
MAILDIR_SETTLES_S = 1.2


# CertificateFile holds the server's own certificate: the host is an address, which is not in it.
_CONFIGURATION = """
FSync no
IMAPAccount bench
Host {host}
Port {port}
User {user.address}
Pass "{user.password}"
SSLType IMAPS
SystemCertificates no
CertificateFile {certificate}
DisableExtension COMPRESS=DEFLATE

IMAPStore far
Account bench

MaildirStore near
Path {mail}/
Inbox {mail}/INBOX
SubFolders Verbatim

Channel bench
Far :far:
Near :near:
Patterns *
Create Near
SyncState *
"""


def first_sync_s(world: MailWorld, user: User, expected: int) -> float:
    """Seconds for all of *user*'s mail. Raises SystemExit when mbsync fails or brings less."""
    if not Path(PROGRAM).exists():
        raise SystemExit("mbsync is not installed: tools/debian-packages install bench")
    place = new_directory("mbsync")
    try:
        return _timed(_configured(world, user, place), place / "mail" / "INBOX", expected)
    finally:
        remove_directory(place)


@dataclass(frozen=True, slots=True)
class Mirror:
    """A copy of an account that is brought up to date again and again."""

    configuration: Path

    def sync_s(self) -> float:
        """Seconds of one run. Raises SystemExit when mbsync fails."""
        # It waits for the next second by itself where its Maildir changed in this one.
        time.sleep(MAILDIR_SETTLES_S)
        return _run_s(self.configuration)


@contextmanager
def mirror(world: MailWorld, user: User) -> Iterator[Mirror]:
    """Empty at first."""
    place = new_directory("mbsync")
    try:
        yield Mirror(_configured(world, user, place))
    finally:
        remove_directory(place)


def _configured(world: MailWorld, user: User, place: Path) -> Path:
    mail = place / "mail"
    mail.mkdir()
    file = place / "mbsyncrc"
    certificate = place / "server.pem"
    shutil.copy(world.certificate.chain_file, certificate)
    file.write_text(
        _CONFIGURATION.format(
            host=HOST, port=world.dovecot.imaps_port, user=user, certificate=certificate, mail=mail
        )
    )
    return file


def _timed(configuration: Path, inbox: Path, expected: int) -> float:
    taken = _run_s(configuration)
    stored = sum(1 for part in ("new", "cur") for _file in (inbox / part).iterdir())
    if stored != expected:
        raise SystemExit(f"mbsync stored {stored} of {expected} messages.")
    return taken


def _run_s(configuration: Path) -> float:
    started = time.monotonic()
    done = subprocess.run(
        [PROGRAM, "--config", str(configuration), "--all"],
        capture_output=True,
        text=True,
        check=False,
    )
    taken = time.monotonic() - started
    if done.returncode:
        raise SystemExit(f"mbsync failed: {(done.stderr or done.stdout).strip()}")
    return taken
