"""Who: preferences, the email account, its sealed credentials, and attempts to set one up."""

from __future__ import annotations

from accounts.models.credential import Credential
from accounts.models.email_account import EmailAccount
from accounts.models.oauth_app import OAuthApp
from accounts.models.oauth_attempt import OAuthAttempt
from accounts.models.oauth_grant import OAuthGrant, OAuthRevocation
from accounts.models.preferences import Preferences
from accounts.models.setup_attempt import SetupAttempt

__all__ = ["Credential", "EmailAccount", "Preferences", "SetupAttempt"]
__all__ += ["OAuthApp", "OAuthAttempt", "OAuthGrant", "OAuthRevocation"]
