"""Domains that the public DNS never holds (RFC 6761, RFC 6762, RFC 8375, RFC 9476, ICANN)."""

from __future__ import annotations

_RESERVED = frozenset(
    {
        "local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home",
        "lan", "test", "invalid", "onion", "alt", "home.arpa",
    }
)  # fmt: skip


def is_reserved(domain: str) -> bool:
    """Whether only a private network can know *domain*."""
    labels = domain.split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED
