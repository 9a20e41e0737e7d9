"""All checks in their order. When the database is away, what is in it is not asked for."""

from __future__ import annotations

from collections.abc import Callable

from crm_inbox.health import broker, database, lag, tick
from crm_inbox.health.check import Check
from crm_inbox.health.database import AWAY, NO_ANSWER

IN_THE_DATABASE: dict[str, Callable[[], Check]] = {
    "migrations": database.migrations,
    "tick": tick.runs,
    "lanes": lag.lanes,
    "outgoing": lag.outgoing,
}


def checks() -> list[Check]:
    first = database.reachable()
    found = {name: _ask(name, look, first.ok) for name, look in IN_THE_DATABASE.items()}
    return [first, found.pop("migrations"), broker.reachable(), *found.values()]


def _ask(name: str, look: Callable[[], Check], database_answers: bool) -> Check:
    if not database_answers:
        return Check(name, False, NO_ANSWER)
    try:
        return look()
    except AWAY:
        # Between two questions the database may go, or a table may be missing.
        return Check(name, False, NO_ANSWER)
