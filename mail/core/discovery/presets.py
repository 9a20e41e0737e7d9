"""Servers that the administrator has laid down for a domain."""

from __future__ import annotations

from dataclasses import dataclass

from mail.core.discovery.result import Candidate, Source, Trust, UsernameRule, username_for
from mail.core.discovery.table import PROVIDERS
from mail.core.endpoint import Endpoint, Login


@dataclass(frozen=True, slots=True)
class Preset:
    domain: str
    imap: Endpoint
    smtp: Endpoint
    provider: str
    username: UsernameRule = "address"
    smtp_username: UsernameRule | None = None  # as for incoming email, unless it differs


def preset_candidate(preset: Preset, address: str) -> Candidate:
    sending = preset.smtp_username or preset.username
    return Candidate(
        imap=Login(preset.imap, username_for(preset.username, address)),
        smtp=Login(preset.smtp, username_for(sending, address)),
        source=Source.PRESET,
        trust=Trust.A,
        provider=preset.provider,
    )


def is_curated(*endpoints: Endpoint) -> bool:
    """Whether one of the hosts is a provider's of our own table: its customers need no preset."""
    hosts = {endpoint.host for endpoint in endpoints}
    return any(
        provider.servers and {provider.servers.imap.host, provider.servers.smtp.host} & hosts
        for provider in PROVIDERS
    )
