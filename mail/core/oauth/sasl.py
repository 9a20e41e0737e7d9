"""Signing in to a mail server with an access token: XOAUTH2, and OAUTHBEARER (RFC 7628).

client: AUTHENTICATE … <initial response>
server: OK                                   the token is good
server: + <base64 of JSON>                   it is not, and the JSON says why
client: the mechanism's own last word        an empty line, or a single \\x01
server: NO
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from mail.core.errors import Code, printable
from mail.core.secret import Secret

_END = "\x01"
FAILURE_LIMIT = 4096
"""Characters of the JSON of a failure: a status, a scope and an address fit many times."""


class Mechanism(StrEnum):
    OAUTHBEARER = "OAUTHBEARER"
    XOAUTH2 = "XOAUTH2"


STANDARD_FIRST = (Mechanism.OAUTHBEARER, Mechanism.XOAUTH2)
XOAUTH2_ONLY = (Mechanism.XOAUTH2,)


class AccessToken(Secret):
    """A bearer token in the place of a password, with the mechanisms it may be used with.

    ``generation`` says which one of its grant it is, so that two who find it refused do not both
    ask for the next.
    """

    __slots__ = ("generation", "mechanisms")

    def __init__(
        self, value: str, mechanisms: Sequence[Mechanism] = STANDARD_FIRST, generation: int = 0
    ) -> None:
        super().__init__(value)
        self.mechanisms = tuple(mechanisms)
        self.generation = generation


@dataclass(frozen=True, slots=True)
class Failure:
    """What the server says about a refused token; each field may be empty."""

    status: str = ""
    scope: str = ""


def choose(offered: Collection[str], wanted: Sequence[Mechanism]) -> Mechanism | None:
    """The first of *wanted* that the server offers; *offered* holds names in any case."""
    names = {name.upper() for name in offered}
    return next((mechanism for mechanism in wanted if mechanism.value in names), None)


def initial_response(
    mechanism: Mechanism, username: str, token: Secret, *, host: str, port: int
) -> bytes:
    """The first and only words of the client, not yet in base64.

    Raises ValueError when *username* or the token holds what would end a field early.
    """
    bearer = token.reveal()
    if any(not character.isprintable() for character in username + bearer):
        raise ValueError("a control character in the user name or the token")
    if not bearer.isascii():
        raise ValueError("a token is ASCII")  # RFC 6750 §2.1
    if mechanism is Mechanism.XOAUTH2:
        fields = [f"user={username}", f"auth=Bearer {bearer}", "", ""]
        return _END.join(fields).encode()
    # RFC 7628 §3.1; the name as RFC 5801 §4 writes it.
    name = username.replace("=", "=3D").replace(",", "=2C")
    fields = [f"n,a={name},", f"host={host}", f"port={port}", f"auth=Bearer {bearer}", "", ""]
    return _END.join(fields).encode()


def last_word(mechanism: Mechanism) -> bytes:
    """What the client answers to the JSON of a failure (RFC 7628 §3.2.3)."""
    return b"" if mechanism is Mechanism.XOAUTH2 else _END.encode()


def read_failure(challenge: bytes) -> Failure:
    """The JSON of a failure, already out of base64. Whatever it is, nothing is raised."""
    try:
        told = json.loads(challenge[:FAILURE_LIMIT].decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return Failure()
    if not isinstance(told, dict):
        return Failure()
    status, scope = told.get("status"), told.get("scope")
    return Failure(
        printable(str(status))[:40] if isinstance(status, str | int) else "",
        printable(scope)[:200] if isinstance(scope, str) else "",
    )


_CREDENTIAL_REFUSED = frozenset(
    {Code.AUTH_FAILED, Code.APP_PASSWORD_NEEDED, Code.OAUTH_NEEDED, Code.AUTH_UNSUPPORTED}
)


def refusal_code(worded: Code, failure: Failure) -> Code:
    """What a refused token means. *worded* is what the same words mean after a password.

    Only what says "this credential is wrong" is about the token: a mailbox that is switched off
    or a server in trouble says so to a token as well.
    """
    if worded not in _CREDENTIAL_REFUSED:
        return worded
    return Code.OAUTH_SCOPE if failure.status == "insufficient_scope" else Code.OAUTH_SASL_REJECTED
