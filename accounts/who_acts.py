"""Who has to act when something goes wrong, and whether it is tried again meanwhile."""

from __future__ import annotations

from enum import StrEnum

from mail.core.errors import TEMPORARY, Code
from mail.core.sync.backoff import next_attempt_after


class Actor(StrEnum):
    NOBODY = "nobody"
    PASSWORD = "password"
    SERVER = "server"
    MESSAGE = "message"
    ADMINISTRATOR = "administrator"
    DEVELOPERS = "developers"


class Again(StrEnum):
    SOON = "soon"
    LATER = "later"
    NEVER = "never"


_CODES: dict[Actor, set[Code]] = {
    Actor.NOBODY: {
        Code.DNS_FAILED, Code.TIMEOUT, Code.UNREACHABLE, Code.DROPPED, Code.BUSY,
        Code.AUTH_TEMPORARY, Code.TOO_MANY_CONNECTIONS, Code.MAILBOX_MISSING, Code.DEFERRED,
        Code.STARTTLS_REFUSED,
    },
    Actor.PASSWORD: {
        Code.AUTH_FAILED, Code.APP_PASSWORD_NEEDED, Code.IMAP_DISABLED, Code.SECRET_UNREADABLE,
    },
    Actor.SERVER: {
        Code.ADDRESS_INVALID, Code.DOMAIN_UNKNOWN, Code.DOMAIN_NO_MAIL, Code.PROVIDER_NO_IMAP,
        Code.NOT_FOUND, Code.BLOCKED_PORT, Code.HOST_UNRESOLVED, Code.REFUSED, Code.WRONG_SERVICE,
        Code.TLS_EXPECTED_PLAIN, Code.TLS_NAME_MISMATCH, Code.TLS_FAILED, Code.STARTTLS_MISSING,
        Code.PLAINTEXT_FORBIDDEN, Code.AUTH_UNSUPPORTED, Code.NOT_ON_CARD,
    },
    Actor.MESSAGE: {
        Code.SENDER_REFUSED, Code.RECIPIENTS_REFUSED, Code.MESSAGE_REFUSED, Code.OWN_CARD,
    },
    Actor.ADMINISTRATOR: {
        Code.BLOCKED_PRIVATE, Code.TLS_EXPIRED, Code.TLS_NOT_YET_VALID, Code.TLS_SELF_SIGNED,
        Code.TLS_UNKNOWN_CA, Code.OAUTH_NEEDED, Code.PREAUTH, Code.TOO_MUCH,
        Code.COMMAND_REFUSED, Code.ACCOUNT_LIMIT,
    },
    Actor.DEVELOPERS: {Code.PROTOCOL, Code.INTERNAL},
}  # fmt: skip

_ACTOR = {code: actor for actor, codes in _CODES.items() for code in codes}


def actor_of(code: Code) -> Actor:
    return _ACTOR[code]


def again_after(code: Code) -> Again:
    """Whether the engine goes on by itself when this stopped it."""
    if actor_of(code) is Actor.MESSAGE:
        return Again.NEVER  # the message is given back to its sender
    if next_attempt_after(1, code) is None:
        return Again.NEVER
    return Again.SOON if code in TEMPORARY else Again.LATER
