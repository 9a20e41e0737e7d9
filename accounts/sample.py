"""The sample mailbox as the rest of the product sees it: two ports that the guard lets through.

``serve --sample`` writes the file when its servers listen and removes it when it stops, so that
commands run beside it reach them too. Without the file nothing on this machine is reachable. The
process keeps a lock on the file, which ends with it however it ends: what a killed one left behind
opens nothing.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock
from pathlib import Path
from typing import TextIO

from django.conf import settings

from mail.core.discovery.presets import Preset
from mail.core.endpoint import Endpoint, Security, Service


@dataclass(frozen=True, slots=True)
class SampleServers:
    domain: str
    host: str
    imap_port: int
    smtp_port: int

    @property
    def opened(self) -> frozenset[tuple[str, int]]:
        return frozenset({(self.host, self.imap_port), (self.host, self.smtp_port)})

    @property
    def preset(self) -> Preset:
        return Preset(
            domain=self.domain,
            imap=Endpoint(Service.IMAP, self.host, self.imap_port, Security.NONE),
            smtp=Endpoint(Service.SMTP, self.host, self.smtp_port, Security.NONE),
            provider="CRM Inbox",
            username="address",
        )


_announced: list[TextIO] = []
"""The file while this process holds it: closing it would let go of the lock."""


def announce(servers: SampleServers) -> None:
    _file().parent.mkdir(parents=True, exist_ok=True)
    held = _file().open("a+")
    flock(held, LOCK_EX)  # a reader lets go at once
    held.truncate(0)
    held.write(json.dumps(asdict(servers)))
    held.flush()
    _announced.append(held)


def withdraw() -> None:
    _file().unlink(missing_ok=True)
    while _announced:
        _announced.pop().close()


def running() -> SampleServers | None:
    """None as well where the process that wrote the file was killed."""
    try:
        with _file().open() as told:
            return SampleServers(**json.load(told)) if _is_held(told) else None
    except (OSError, ValueError, TypeError):
        return None


def _is_held(told: TextIO) -> bool:
    try:
        flock(told, LOCK_SH | LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _file() -> Path:
    return Path(settings.VAR_DIR) / "sample" / "servers.json"
