"""Who: preferences, the email account with its log and secrets, attempts to set one up, and what an
administrator has laid down for everybody."""

from __future__ import annotations

from accounts.models.connection_event import ConnectionEvent
from accounts.models.connection_slot import ConnectionSlot
from accounts.models.credential import Credential
from accounts.models.domain_preset import DomainPreset
from accounts.models.email_account import EmailAccount
from accounts.models.host_state import HostState
from accounts.models.oauth_app import OAuthApp
from accounts.models.oauth_attempt import OAuthAttempt
from accounts.models.oauth_grant import OAuthGrant, OAuthRevocation
from accounts.models.preferences import Preferences
from accounts.models.setup_attempt import SetupAttempt
from accounts.models.trusted_certificate import CertificateProposal, TrustedCertificate

__all__ = ["CertificateProposal", "ConnectionEvent", "ConnectionSlot", "Credential", "DomainPreset"]
__all__ += ["EmailAccount", "HostState"]
__all__ += ["OAuthApp", "OAuthAttempt", "OAuthGrant", "OAuthRevocation", "Preferences"]
__all__ += ["SetupAttempt", "TrustedCertificate"]
