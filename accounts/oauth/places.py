"""Where each secret of OAuth belongs: part of what is authenticated with its ciphertext."""

from __future__ import annotations

from accounts.models import OAuthApp, OAuthRevocation


def of_app(app: OAuthApp) -> str:
    """Moved to another provider, issuer or client id, a client secret does not open."""
    return _place(f"oauth-app:{app.pk}", app.provider, app.issuer, app.tenant, app.client_id)


def of_grant(account_id: int, app: OAuthApp, column: str) -> str:
    return _place(f"account:{account_id}", "oauth", column, app.binding)


def of_attempt(attempt_id: int, app: OAuthApp, column: str) -> str:
    return _place(f"attempt:{attempt_id}", "oauth", column, app.binding)


def of_revocation(revocation: OAuthRevocation) -> str:
    return _place(f"oauth-revocation:{revocation.app_id}", revocation.app.binding)


def _place(*parts: str) -> str:
    return "|".join(("crm-inbox", *parts))
