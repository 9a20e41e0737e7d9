"""DNS answers that matter for mail, as values. An empty host is the DNS root, ".": "none"."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MxRecord:
    preference: int
    host: str


@dataclass(frozen=True, slots=True)
class SrvRecord:
    """RFC 2782. ``service`` is the whole name that was asked, such as ``_imaps._tcp.a.example``."""

    service: str
    priority: int
    weight: int
    port: int
    target: str
