"""Who has to act when something goes wrong, and whether it is tried again meanwhile."""

from __future__ import annotations

from enum import StrEnum

from mail.core.errors import TEMPORARY, Code
from mail.core.sync.backoff import PAUSES, next_attempt_after


class Actor(StrEnum):
    NOBODY = "nobody"
    PASSWORD = "password"
    PROVIDER = "provider"
    SERVER = "server"
    MESSAGE = "message"
    CHANGE = "change"
    ADMINISTRATOR = "administrator"
    DEVELOPERS = "developers"


class Again(StrEnum):
    SOON = "soon"
    LATER = "later"
    PAUSED = "paused"
    NEVER = "never"


_CODES: dict[Actor, set[Code]] = {
    Actor.NOBODY: {
        Code.DNS_FAILED, Code.TIMEOUT, Code.UNREACHABLE, Code.DROPPED, Code.BUSY,
        Code.AUTH_TEMPORARY, Code.TOO_MANY_CONNECTIONS, Code.MAILBOX_MISSING, Code.DEFERRED,
        Code.STARTTLS_REFUSED, Code.LOCKED_OUT, Code.RATE_LIMITED, Code.SENDING_LIMIT,
        Code.OAUTH_TEMPORARY,
    },
    Actor.PASSWORD: {
        Code.AUTH_FAILED, Code.APP_PASSWORD_NEEDED, Code.PASSWORD_EXPIRED, Code.SECRET_UNREADABLE,
        Code.OAUTH_RECONNECT, Code.OAUTH_INTERACTION, Code.OAUTH_WRONG_ACCOUNT, Code.OAUTH_SCOPE,
        Code.OAUTH_SASL_REJECTED,
    },
    Actor.PROVIDER: {
        Code.PROVIDER_NO_IMAP, Code.PROVIDER_POP_ONLY, Code.PROVIDER_PLAINTEXT_ONLY,
        Code.WEB_LOGIN_NEEDED, Code.ACCOUNT_BLOCKED, Code.IMAP_DISABLED,
    },
    Actor.SERVER: {
        Code.ADDRESS_INVALID, Code.DOMAIN_UNKNOWN, Code.DOMAIN_NO_MAIL, Code.NOT_FOUND,
        Code.GATEWAY_MX, Code.NEEDS_CONFIRMATION, Code.HOST_UNRESOLVED, Code.REFUSED,
        Code.WRONG_SERVICE, Code.TLS_EXPECTED_PLAIN, Code.PLAIN_EXPECTED_TLS,
        Code.TLS_NAME_MISMATCH, Code.TLS_FAILED, Code.STARTTLS_MISSING, Code.PLAINTEXT_FORBIDDEN,
        Code.AUTH_UNSUPPORTED, Code.RELAY_DENIED, Code.NOT_ON_CARD,
    },
    Actor.MESSAGE: {
        Code.SENDER_REFUSED, Code.RECIPIENTS_REFUSED, Code.MESSAGE_REFUSED, Code.OWN_CARD,
    },
    Actor.CHANGE: {
        Code.MAILBOX_FULL, Code.NO_RIGHTS, Code.CHANGE_IMPOSSIBLE, Code.MAILBOX_NOT_EMPTY,
    },
    Actor.ADMINISTRATOR: {
        Code.BLOCKED_PRIVATE, Code.EGRESS_BLOCKED, Code.IP_BLOCKED, Code.TLS_EXPIRED,
        Code.TLS_NOT_YET_VALID, Code.TLS_SELF_SIGNED, Code.TLS_UNKNOWN_CA, Code.TLS_TOO_OLD,
        Code.TLS_PINNED_CHANGED, Code.OAUTH_NEEDED, Code.OAUTH_CONSENT, Code.OAUTH_APP_BROKEN,
        Code.NOT_PERMITTED, Code.SMTP_DISABLED, Code.PREAUTH, Code.TOO_MUCH, Code.COMMAND_REFUSED,
        Code.ACCOUNT_LIMIT,
    },
    Actor.DEVELOPERS: {Code.PROTOCOL, Code.INTERNAL},
}  # fmt: skip

_ACTOR = {code: actor for actor, codes in _CODES.items() for code in codes}


def actor_of(code: Code) -> Actor:
    return _ACTOR[code]


def again_after(code: Code) -> Again:
    """Whether the engine goes on by itself when this stopped it."""
    if actor_of(code) in {Actor.MESSAGE, Actor.CHANGE}:
        return Again.NEVER  # the message is given back to its sender, the change put back
    if next_attempt_after(1, code) is None:
        return Again.NEVER
    if code in PAUSES:
        return Again.PAUSED
    return Again.SOON if code in TEMPORARY else Again.LATER
