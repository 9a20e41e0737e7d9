"""How a sign-in check of one server ended."""

from __future__ import annotations

from dataclasses import dataclass

from mail.core.errors import MailError


@dataclass(frozen=True, slots=True)
class Checked:
    """``problem`` is None when the sign-in worked, with ``username``.

    ``alerts`` are what the server wants every user to see (RFC 9051 §7.1), success or not; they
    are quoted, never followed.
    """

    username: str
    problem: MailError | None = None
    alerts: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return self.problem is None
