"""Passwords that nobody else uses, and ears on every wire that hear them.

A password may be heard over encryption that a client can verify, at a host where the case expects
it. Heard anywhere else it has leaked.
"""

from __future__ import annotations

import base64
import secrets
import threading
from collections import defaultdict
from dataclasses import dataclass

TAIL_BYTES = 512
"""Kept of what was heard before, so that a password in two packets is heard as well."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The password came by at *host*; ``encrypted`` means a certificate that clients accept."""

    password: str
    host: str
    port: int
    encrypted: bool


def new_password(extra: str = "") -> str:
    return f"Kanari-{secrets.token_hex(8)}-{extra or 'z'}"


def forms(password: str) -> tuple[bytes, ...]:
    """As it is, as an IMAP quoted string, and wherever it may stand in a base64 text."""
    plain = password.encode()
    quoted = plain.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
    shifted = (_base64_core(plain, shift) for shift in range(3))
    return tuple(dict.fromkeys((plain, quoted, *shifted)))


def _base64_core(plain: bytes, shift: int) -> bytes:
    """The characters that stand for *plain* alone when *shift* bytes (mod 3) come before it."""
    whole = base64.b64encode(b"x" * shift + plain)
    begin = 4 if shift else 0
    end = len(whole) - 4 if (shift + len(plain)) % 3 else len(whole)
    return whole[begin:end]


class Watch:
    """What was heard of the passwords that are on the way just now."""

    def __init__(self) -> None:
        self._forms: dict[str, tuple[bytes, ...]] = {}
        self._heard: dict[str, list[Heard]] = defaultdict(list)
        self._lock = threading.Lock()

    def expect(self, password: str) -> None:
        with self._lock:
            self._forms[password] = forms(password)

    def forget(self, password: str) -> list[Heard]:
        """All that was heard of *password*, which is done with."""
        with self._lock:
            self._forms.pop(password, None)
            return self._heard.pop(password, [])

    def listen(self, heard: bytes, before: bytes, host: str, port: int, encrypted: bool) -> None:
        """*heard* came after *before*, of which the last bytes are enough."""
        with self._lock:
            for password, shapes in self._forms.items():
                times = sum(_count_new(shape, before, heard) for shape in shapes)
                self._heard[password] += [Heard(password, host, port, encrypted)] * times


def _count_new(shape: bytes, before: bytes, heard: bytes) -> int:
    """How often *shape* is complete only with *heard*."""
    return (before + heard).count(shape) - before.count(shape)


class Ear:
    """On one connection. Say ``encrypted`` when the handshake is through."""

    def __init__(self, watch: Watch, host: str, port: int) -> None:
        self._watch = watch
        self.host = host
        self._port = port
        self.encrypted = False
        self._before = b""

    def hear(self, data: bytes) -> None:
        self._watch.listen(data, self._before, self.host, self._port, self.encrypted)
        self._before = (self._before + data)[-TAIL_BYTES:]
