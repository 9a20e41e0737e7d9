"""The one door to a mail server: opens the secret, opens the connection, forgets the secret.

The rooms: ``policy`` (where we may connect to), ``secrets`` (what signs in), ``door`` (whether we
may now), ``sessions`` (IMAP), ``sending`` (SMTP), ``checks`` (signing in to see whether it works).
"""

from __future__ import annotations

from accounts.connect.checks import (
    check,
    check_both,
    check_with,
    look_again,
    probe_server,
    try_to_sign_in,
)
from accounts.connect.door import at_the_door
from accounts.connect.policy import policy, presets, trusted
from accounts.connect.secrets import (
    number_of_secrets,
    opens,
    place_for,
    secret_for,
    signing_in,
    store_secret,
)
from accounts.connect.sending import SUBMISSION_TIMEOUT_S, submit_message
from accounts.connect.sessions import imap_session
from accounts.models.connection_slot import Purpose

__all__ = ["SUBMISSION_TIMEOUT_S", "Purpose", "at_the_door", "check", "check_both", "check_with"]
__all__ += [
    "imap_session",
    "look_again",
    "number_of_secrets",
    "opens",
    "place_for",
    "policy",
    "presets",
]
__all__ += ["probe_server", "secret_for", "signing_in", "store_secret", "submit_message"]
__all__ += ["trusted", "try_to_sign_in"]
