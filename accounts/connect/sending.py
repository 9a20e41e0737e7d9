"""Handing a message to an account's submission server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from accounts.connect.door import at_the_door
from accounts.connect.policy import policy
from accounts.connect.secrets import signing_in
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, submit

SUBMISSION_TIMEOUT_S = 600.0  # RFC 5321 §4.5.3.2.6: ten minutes for the reply after DATA


def submit_message(
    account: EmailAccount,
    *,
    recipients: Sequence[str],
    raw: bytes,
    on_data: Callable[[], None],
) -> SubmissionResult:
    """Hand *raw* to the account's submission server. Raises MailError, InDoubt and NotNow too."""
    with at_the_door(account, Service.SMTP, patience_s=1.0) as admission:

        def begins() -> None:
            admission.opened()
            on_data()

        def hand_over(secret: Secret) -> SubmissionResult:
            return submit(
                account.login(Service.SMTP),
                secret,
                policy(),
                sender=account.address,
                recipients=recipients,
                raw=raw,
                on_data=begins,
                timeout_s=SUBMISSION_TIMEOUT_S,
                # Some let the greeting wait, to see whether we are patient.
                connect_s=2 * admission.connect_s,
            )

        return signing_in(account, Service.SMTP, hand_over)
