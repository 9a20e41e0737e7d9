"""What an authorisation server's refusal means (RFC 6749 §4.1.2.1 and §5.2, OpenID Connect).

The ``error`` field alone decides. What a provider numbers and describes beside it may change any
day, quotes what it was sent, and is for the administrator's log: numbers only.
"""

from __future__ import annotations

import re

from mail.core.errors import Code, MailError

_CODES = {
    "invalid_grant": Code.OAUTH_RECONNECT,
    "access_denied": Code.OAUTH_CONSENT,
    "consent_required": Code.OAUTH_CONSENT,
    "interaction_required": Code.OAUTH_INTERACTION,
    "login_required": Code.OAUTH_INTERACTION,
    "account_selection_required": Code.OAUTH_INTERACTION,
    "invalid_client": Code.OAUTH_APP_BROKEN,
    "unauthorized_client": Code.OAUTH_APP_BROKEN,
    "redirect_uri_mismatch": Code.OAUTH_APP_BROKEN,
    "invalid_request": Code.OAUTH_APP_BROKEN,
    "invalid_scope": Code.OAUTH_APP_BROKEN,
    "unsupported_grant_type": Code.OAUTH_APP_BROKEN,
    "unsupported_response_type": Code.OAUTH_APP_BROKEN,
    "server_error": Code.OAUTH_TEMPORARY,
    "temporarily_unavailable": Code.OAUTH_TEMPORARY,
    "slow_down": Code.OAUTH_TEMPORARY,
}
_NUMBER = re.compile(r"\bAADSTS\d{4,9}\b")
NUMBERS_LIMIT = 3


class OAuthError(MailError):
    """``numbers`` are the provider's own, for the administrator's log and for nothing else."""

    def __init__(
        self, code: Code, said: str = "", *, subject: str = "", numbers: tuple[str, ...] = ()
    ) -> None:
        super().__init__(code, said, subject=subject)
        self.numbers = numbers


def refusal(
    error: object, description: object, *, subject: str, status: int | None = None
) -> OAuthError:
    """The problem of an ``error`` field; *status* is that of the reply where there was one."""
    if status == 429 or (status is not None and status >= 500):
        return OAuthError(Code.OAUTH_TEMPORARY, subject=subject)
    # A name that we do not know is not repeated: it may hold what the server was sent.
    name = error if isinstance(error, str) and error in _CODES else ""
    numbers = _NUMBER.findall(description[:2000]) if isinstance(description, str) else []
    known = tuple(dict.fromkeys(numbers))[:NUMBERS_LIMIT]
    return OAuthError(_CODES.get(name, Code.PROTOCOL), name, subject=subject, numbers=known)
