"""Servers that the administrator has laid down for a domain."""

from __future__ import annotations

from dataclasses import dataclass

from mail.core.discovery.result import Candidate, Source, Trust, UsernameRule, username_for
from mail.core.endpoint import Endpoint, Login


@dataclass(frozen=True, slots=True)
class Preset:
    domain: str
    imap: Endpoint
    smtp: Endpoint
    provider: str
    username: UsernameRule = "address"


def preset_candidate(preset: Preset, address: str) -> Candidate:
    username = username_for(preset.username, address)
    return Candidate(
        imap=Login(preset.imap, username),
        smtp=Login(preset.smtp, username),
        source=Source.PRESET,
        trust=Trust.A,
        provider=preset.provider,
    )
