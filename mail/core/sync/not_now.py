"""We do not ask a server at this moment, for its sake or for that of the other accounts."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from mail.core.errors import Code, MailError


class Why(StrEnum):
    CIRCUIT = "circuit"  # the server does not answer anybody
    OPENING = "opening"  # enough connections are being opened to it
    PACE = "pace"  # enough sign-ins for this minute
    SLOT = "slot"  # the account's own connection of the kind is in use
    BYTES = "bytes"  # enough was brought of the account in the last day


class NotNow(MailError):
    """Nobody was asked, so nothing failed: come back after *wait*, which is spread by chance.

    ``code`` is what the server last failed with while its circuit is open, else BUSY.
    """

    def __init__(
        self, why: Why, wait: timedelta, *, host: str = "", code: Code = Code.BUSY
    ) -> None:
        super().__init__(code, subject=host)
        self.why = why
        self.wait = wait

    @property
    def lasts(self) -> bool:
        """Whether it is worth telling a person."""
        return self.why is Why.CIRCUIT
