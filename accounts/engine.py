"""What the account's pages want to know of the mail engine, which they never import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.models import EmailAccount
from accounts.shortfall import Shortfall
from accounts.signals import engine_asked


@dataclass(frozen=True, slots=True)
class Engine:
    """When each service is tried next (None: when there is something to do), what is held, and
    what is missing of it."""

    receives_at: datetime | None = None
    sends_at: datetime | None = None
    messages: int = 0
    unsent: int = 0
    shortfalls: tuple[Shortfall, ...] = ()


def engine_of(account: EmailAccount, *, counts: bool = False) -> Engine:
    """*counts*: with the numbers of what is held."""
    for _receiver, answer in engine_asked.send(EmailAccount, account=account, counts=counts):
        if isinstance(answer, Engine):
            return answer
    return Engine()
