"""The sample mailbox as the rest of the product sees it: two ports that the guard lets through.

``serve --sample`` writes the file when its servers listen and removes it when it stops, so that
commands run beside it reach them too. Without the file nothing on this machine is reachable.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

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


def announce(servers: SampleServers) -> None:
    _file().parent.mkdir(parents=True, exist_ok=True)
    _file().write_text(json.dumps(asdict(servers)))


def withdraw() -> None:
    _file().unlink(missing_ok=True)


def running() -> SampleServers | None:
    try:
        return SampleServers(**json.loads(_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def _file() -> Path:
    return Path(settings.VAR_DIR) / "sample" / "servers.json"
