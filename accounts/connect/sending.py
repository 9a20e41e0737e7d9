"""Handing a message to an account's submission server."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from accounts.admission import admitted
from accounts.connect.door import at_the_door
from accounts.connect.policy import policy
from accounts.connect.secrets import signing_in
from accounts.models import EmailAccount
from accounts.models.connection_slot import Purpose
from mail.core.endpoint import Service
from mail.transport.secret import Secret
from mail.transport.smtp_submission import SubmissionResult, submit

SUBMISSION_TIMEOUT_S = 600.0  # RFC 5321 §4.5.3.2.6: ten minutes for the reply after DATA
PATIENCE_S = 1.0


def submit_message(
    account: EmailAccount,
    *,
    recipients: Sequence[str],
    raw: bytes,
    on_data: Callable[[], None],
) -> SubmissionResult:
    """Hand *raw* to the account's submission server. Raises MailError, InDoubt and NotNow too."""
    login = account.login(Service.SMTP)

    def hand_over(secret: Secret) -> SubmissionResult:
        with admitted(account, login.endpoint, Purpose.SEND, patience_s=PATIENCE_S) as admission:

            def data_starts() -> None:
                admission.opened()
                on_data()

            return submit(
                login,
                secret,
                policy(),
                sender=account.address,
                recipients=recipients,
                raw=raw,
                on_data=data_starts,
                timeout_s=SUBMISSION_TIMEOUT_S,
                # Some let the greeting wait, to see whether we are patient.
                connect_s=2 * admission.connect_s,
            )

    with at_the_door(account, Service.SMTP):
        return signing_in(account, Service.SMTP, hand_over)
