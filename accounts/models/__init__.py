"""Who: preferences, the email account with its log and secrets, and attempts to set one up."""

from __future__ import annotations

from accounts.models.connection_event import ConnectionEvent
from accounts.models.credential import Credential
from accounts.models.email_account import EmailAccount
from accounts.models.preferences import Preferences
from accounts.models.setup_attempt import SetupAttempt

__all__ = ["ConnectionEvent", "Credential", "EmailAccount", "Preferences", "SetupAttempt"]
