"""A machine: what answers at one public address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from bench.internet.authority import Kind
from bench.internet.line import Line


class Closed(StrEnum):
    """What a port without a service does."""

    REFUSED = "refused"
    SILENT = "silent"
    UNREACHABLE = "unreachable"


class Service(Protocol):
    """What listens on a port; *serve* returns or raises OSError when the connection is over."""

    def serve(self, line: Line) -> None: ...


@dataclass(slots=True)
class Machine:
    """``names`` are its own names; the password may come to it under these only."""

    names: tuple[str, ...]
    services: Mapping[int, Service] = field(default_factory=dict)
    closed: Closed = Closed.REFUSED
    silent_ports: frozenset[int] = frozenset()

    def manner(self, port: int) -> Closed | None:
        """None where a service listens."""
        if port in self.silent_ports:
            return Closed.SILENT
        return None if port in self.services else self.closed


@dataclass(frozen=True, slots=True)
class Says:
    """Says some bytes, encrypted or not, and listens: a service of the wrong kind."""

    words: bytes
    tls: Kind | None = None
    then_close: bool = False

    def serve(self, line: Line) -> None:
        if self.tls:
            line.start_tls(self.tls)
        line.send(self.words)
        if not self.then_close:
            line.listen_until_gone()
