"""Where in the help a problem is dealt with."""

from __future__ import annotations

from django.urls import reverse

from accounts.problems import Problem
from crm_inbox.models import User
from mail.core.errors import Code


def help_url(topic: str, anchor: str = "") -> str:
    url = reverse("help_topic", args=[topic])
    return f"{url}#{anchor}" if anchor else url


def topic_for(code: Code, *, staff: bool = False) -> tuple[str, str]:
    """The topic and the anchor on its page that help best with *code*.

    Where no page says more than the problem itself, it is the problem's entry in the list of all.
    *staff* can register applications, so they are sent to what must be registered.
    """
    if staff and code in _FOR_STAFF:
        return _FOR_STAFF[code]
    return _PLACES.get(code, ("problems", code.value))


def for_problem(problem: Problem | None, user: User) -> str:
    """The address of the help about *problem* for this person; empty without one."""
    if problem is None:
        return ""
    return help_url(*topic_for(Code(problem.code), staff=user.is_staff))


_PASSWORDS = ("app-passwords", "")
_MICROSOFT = ("app-passwords", "microsoft")
_SERVERS = ("servers", "")
_PORTS = ("advanced", "ports")
_SECURITY = ("advanced", "security")
_CERTIFICATES = ("advanced", "certificates")
_NETWORKS = ("advanced", "administrator")
_BLOCKED = ("not-updated", "blocked")
_REGISTERED = ("administrators", "sign-in")

_PLACES = {
    Code.NOT_FOUND: _SERVERS,
    Code.GATEWAY_MX: _SERVERS,
    Code.HOST_UNRESOLVED: _SERVERS,
    Code.NEEDS_CONFIRMATION: ("set-up", "confirm"),
    Code.BLOCKED_PRIVATE: _NETWORKS,
    Code.REFUSED: _PORTS,
    Code.TIMEOUT: _PORTS,
    Code.WRONG_SERVICE: _PORTS,
    Code.EGRESS_BLOCKED: ("administrators", "networks"),
    Code.TLS_EXPECTED_PLAIN: _SECURITY,
    Code.PLAIN_EXPECTED_TLS: _SECURITY,
    Code.STARTTLS_MISSING: _SECURITY,
    Code.STARTTLS_REFUSED: _SECURITY,
    Code.PLAINTEXT_FORBIDDEN: _SECURITY,
    Code.TLS_NAME_MISMATCH: _CERTIFICATES,
    Code.TLS_EXPIRED: _CERTIFICATES,
    Code.TLS_NOT_YET_VALID: _CERTIFICATES,
    Code.TLS_SELF_SIGNED: _CERTIFICATES,
    Code.TLS_UNKNOWN_CA: _CERTIFICATES,
    Code.TLS_TOO_OLD: _CERTIFICATES,
    Code.TLS_PINNED_CHANGED: _CERTIFICATES,
    Code.TLS_FAILED: _CERTIFICATES,
    Code.AUTH_FAILED: _PASSWORDS,
    Code.APP_PASSWORD_NEEDED: _PASSWORDS,
    Code.OAUTH_NEEDED: _MICROSOFT,
    Code.WEB_LOGIN_NEEDED: _BLOCKED,
    Code.ACCOUNT_BLOCKED: _BLOCKED,
    Code.PASSWORD_EXPIRED: ("not-updated", "password"),
    Code.OAUTH_RECONNECT: ("not-updated", "password"),
    Code.SECRET_UNREADABLE: ("not-updated", "password"),
    Code.IMAP_DISABLED: ("not-updated", "imap-off"),
    Code.SMTP_DISABLED: ("sending", "microsoft-365"),
    Code.TOO_MANY_CONNECTIONS: ("not-updated", "connections"),
    Code.OAUTH_CONSENT: _MICROSOFT,
    Code.SENDER_REFUSED: ("sending", "refused"),
    Code.RECIPIENTS_REFUSED: ("sending", "refused"),
    Code.MESSAGE_REFUSED: ("sending", "refused"),
    Code.SENDING_LIMIT: ("sending", "waits"),
    Code.DEFERRED: ("sending", "waits"),
    Code.RELAY_DENIED: ("sending", "outgoing-password"),
    Code.OWN_CARD: ("sending", "own-card"),
}

_FOR_STAFF = {
    Code.BLOCKED_PRIVATE: ("administrators", "networks"),
    Code.OAUTH_NEEDED: _REGISTERED,
    Code.OAUTH_CONSENT: _REGISTERED,
    Code.OAUTH_APP_BROKEN: _REGISTERED,
    Code.TLS_SELF_SIGNED: ("administrators", "certificates"),
    Code.TLS_UNKNOWN_CA: ("administrators", "certificates"),
    Code.TLS_PINNED_CHANGED: ("administrators", "certificates"),
    Code.SMTP_DISABLED: ("administrators", "smtp-auth"),
}
