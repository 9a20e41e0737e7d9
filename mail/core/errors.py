"""What can go wrong with mail, as data.

Core and transport raise :class:`MailError` with a code and the server's own words; services store
both; ``accounts/problems.py`` alone turns a code into sentences. The codes are stable: they appear
in logs, in ``--json`` output and as keys of the translations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from mail.core.certificate import CertificateFacts
from mail.core.printable import printable

__all__ = ["ALERTS_LIMIT", "SERVER_WORDS_LIMIT", "TEMPORARY", "Code", "MailError", "printable"]

ALERTS_LIMIT = 5

SERVER_WORDS_LIMIT = 500
"""Characters kept of what a server said: enough for any real reply, too little for a flood."""


class Code(StrEnum):
    # Finding the servers
    ADDRESS_INVALID = "address_invalid"
    DOMAIN_UNKNOWN = "domain_unknown"
    DOMAIN_NO_MAIL = "domain_no_mail"
    DNS_FAILED = "dns_failed"
    PROVIDER_NO_IMAP = "provider_no_imap"
    PROVIDER_POP_ONLY = "provider_pop_only"
    PROVIDER_PLAINTEXT_ONLY = "provider_plaintext_only"
    GATEWAY_MX = "gateway_mx"
    NOT_FOUND = "not_found"
    NEEDS_CONFIRMATION = "needs_confirmation"
    BLOCKED_PRIVATE = "blocked_private"
    # Connecting
    HOST_UNRESOLVED = "host_unresolved"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    EGRESS_BLOCKED = "egress_blocked"
    UNREACHABLE = "unreachable"
    WRONG_SERVICE = "wrong_service"
    DROPPED = "dropped"
    BUSY = "busy"
    IP_BLOCKED = "ip_blocked"
    TOO_MUCH = "too_much"
    # Encryption
    TLS_EXPECTED_PLAIN = "tls_expected_plain"
    PLAIN_EXPECTED_TLS = "plain_expected_tls"
    TLS_NAME_MISMATCH = "tls_name_mismatch"
    TLS_EXPIRED = "tls_expired"
    TLS_NOT_YET_VALID = "tls_not_yet_valid"
    TLS_SELF_SIGNED = "tls_self_signed"
    TLS_UNKNOWN_CA = "tls_unknown_ca"
    TLS_TOO_OLD = "tls_too_old"
    TLS_PINNED_CHANGED = "tls_pinned_changed"
    TLS_FAILED = "tls_failed"
    STARTTLS_MISSING = "starttls_missing"
    STARTTLS_REFUSED = "starttls_refused"
    PLAINTEXT_FORBIDDEN = "plaintext_forbidden"
    PREAUTH = "preauth"
    # Signing in
    AUTH_FAILED = "auth_failed"
    AUTH_TEMPORARY = "auth_temporary"
    APP_PASSWORD_NEEDED = "app_password_needed"
    OAUTH_NEEDED = "oauth_needed"
    WEB_LOGIN_NEEDED = "web_login_needed"
    ACCOUNT_BLOCKED = "account_blocked"
    PASSWORD_EXPIRED = "password_expired"
    NOT_PERMITTED = "not_permitted"
    IMAP_DISABLED = "imap_disabled"
    SMTP_DISABLED = "smtp_disabled"
    LOCKED_OUT = "locked_out"
    RATE_LIMITED = "rate_limited"
    AUTH_UNSUPPORTED = "auth_unsupported"
    TOO_MANY_CONNECTIONS = "too_many_connections"
    # Signing in at the provider's own page (RFC 6749)
    OAUTH_RECONNECT = "oauth_reconnect"
    OAUTH_CONSENT = "oauth_consent"
    OAUTH_INTERACTION = "oauth_interaction"
    OAUTH_APP_BROKEN = "oauth_app_broken"
    OAUTH_WRONG_ACCOUNT = "oauth_wrong_account"
    OAUTH_SCOPE = "oauth_scope"
    OAUTH_TEMPORARY = "oauth_temporary"
    OAUTH_SASL_REJECTED = "oauth_sasl_rejected"
    # Reading and writing mail
    MAILBOX_MISSING = "mailbox_missing"
    COMMAND_REFUSED = "command_refused"
    PROTOCOL = "protocol"
    # Changing mail and folders
    MAILBOX_FULL = "mailbox_full"
    NO_RIGHTS = "no_rights"
    CHANGE_IMPOSSIBLE = "change_impossible"
    MAILBOX_NOT_EMPTY = "mailbox_not_empty"
    # Sending
    SENDER_REFUSED = "sender_refused"
    RECIPIENTS_REFUSED = "recipients_refused"
    MESSAGE_REFUSED = "message_refused"
    SENDING_LIMIT = "sending_limit"
    RELAY_DENIED = "relay_denied"
    DEFERRED = "deferred"
    OWN_CARD = "own_card"
    # Ourselves
    ACCOUNT_LIMIT = "account_limit"
    NOT_ON_CARD = "not_on_card"
    SECRET_UNREADABLE = "secret_unreadable"
    INTERNAL = "internal"

    @classmethod
    def _missing_(cls, value: object) -> Code | None:
        """Rows keep what earlier versions wrote, and while it is updated they go on writing it."""
        return cls.BLOCKED_PRIVATE if value == "blocked_port" else None


TEMPORARY = frozenset(
    {
        Code.DNS_FAILED,
        Code.TIMEOUT,
        Code.UNREACHABLE,
        Code.REFUSED,
        Code.DROPPED,
        Code.BUSY,
        Code.IP_BLOCKED,
        Code.TLS_EXPIRED,
        Code.AUTH_TEMPORARY,
        Code.LOCKED_OUT,
        Code.RATE_LIMITED,
        Code.TOO_MANY_CONNECTIONS,
        Code.OAUTH_TEMPORARY,
        Code.SENDING_LIMIT,
        Code.DEFERRED,
        Code.STARTTLS_REFUSED,
        Code.PROTOCOL,
        Code.INTERNAL,
    }
)
"""Codes after which the same attempt may succeed later without anybody here changing anything."""


class MailError(Exception):
    """A mail operation that failed for a reason we can name.

    ``server_said`` is the server's text with control characters removed, never longer than
    :data:`SERVER_WORDS_LIMIT`; it may be shown as a quotation and is never trusted.
    ``subject`` is the host, address or name the sentence is about. ``certificate`` is what the
    server showed, when that is the trouble. ``alerts`` are texts that the server wants every user
    to see (RFC 9051 §7.1), cleaned like ``server_said``. ``attempts`` counts the sign-ins that
    were tried.
    """

    def __init__(
        self,
        code: Code,
        server_said: str = "",
        *,
        subject: str = "",
        certificate: CertificateFacts | None = None,
        alerts: Iterable[str] = (),
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.server_said = printable(server_said)[:SERVER_WORDS_LIMIT]
        self.subject = printable(subject)[:SERVER_WORDS_LIMIT]
        self.certificate = certificate
        self.alerts = clean_alerts(alerts)
        self.attempts = 0

    @property
    def retry(self) -> bool:
        """Whether trying again later, unchanged, may help."""
        return self.code in TEMPORARY

    def facts(self) -> dict[str, object]:
        """What else is known, for a JSON column; empty when nothing is."""
        known: dict[str, object] = {}
        if self.certificate:
            known["certificate"] = self.certificate.as_dict()
        if self.alerts:
            known["alerts"] = list(self.alerts)
        return known

    def with_facts(self, kept: Mapping[str, object]) -> MailError:
        """This error, with what :meth:`facts` yielded once."""
        certificate, alerts = kept.get("certificate"), kept.get("alerts")
        if isinstance(certificate, dict):
            self.certificate = CertificateFacts.from_dict(certificate)
        if isinstance(alerts, list):
            self.alerts = clean_alerts(str(alert) for alert in alerts)
        return self

    def __repr__(self) -> str:
        return f"MailError({self.code.value!r}, {self.server_said!r}, subject={self.subject!r})"


def clean_alerts(alerts: Iterable[str]) -> tuple[str, ...]:
    """One line each, each text once, at most :data:`ALERTS_LIMIT`."""
    cleaned = (printable(alert)[:SERVER_WORDS_LIMIT] for alert in alerts)
    return tuple(dict.fromkeys(filter(None, cleaned)))[:ALERTS_LIMIT]
