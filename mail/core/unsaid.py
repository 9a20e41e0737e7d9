"""Keeping a password out of what a server said: some repeat the command that they refuse."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import contextmanager

from mail.core.errors import MailError
from mail.core.secret import Secret

SHORTEST = 4
"""Characters. Anything shorter stands in every other sentence by chance."""

HEAD = 20
"""So many give a long one away: the server's words are cut, and a token with them."""

_INSTEAD = "…"
_BASE64 = re.compile(r"[A-Za-z0-9+/]{6,}={0,2}")


def without(text: str, secret: Secret) -> str:
    """*text* without the secret: as it is, quoted (RFC 9051 §4.3) and in base64 (RFC 4954)."""
    password = secret.reveal()
    if len(password) < SHORTEST:
        return text
    head = password[:HEAD].encode("utf-8", "surrogateescape")
    text = _BASE64.sub(lambda run: _INSTEAD if head in _decoded(run[0]) else run[0], text)
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    text = text.replace(quoted, _INSTEAD).replace(password, _INSTEAD)
    if len(password) <= HEAD:
        return text
    return re.sub(re.escape(password[:HEAD]) + r"\S*", _INSTEAD, text)


@contextmanager
def unsaid(secret: Secret) -> Iterator[None]:
    """A MailError leaves the block without the secret in the server's words."""
    try:
        yield
    except MailError as problem:
        problem.server_said = without(problem.server_said, secret)
        problem.alerts = tuple(without(alert, secret) for alert in problem.alerts)
        raise


def _decoded(run: str) -> bytes:
    """What *run* stands for; a piece that was cut off, as far as it goes."""
    bare = run.rstrip("=")
    try:
        return base64.b64decode(bare[: len(bare) // 4 * 4] + _tail(bare[len(bare) // 4 * 4 :]))
    except binascii.Error:
        return b""


def _tail(left: str) -> str:
    return left.ljust(4, "=") if len(left) > 1 else ""
