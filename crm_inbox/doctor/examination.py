"""All checks in the order in which trouble is mended: what others depend on comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crm_inbox.doctor import (
    accounts,
    broker,
    certificates,
    database,
    exposure,
    files,
    folders,
    machine,
    mail,
    oauth,
    servers,
    work,
)
from crm_inbox.health.database import AWAY, reachable

Look = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    ok: bool
    sentence: str


ALWAYS: dict[str, Look] = {
    "broker": broker.broker,
    "texts": files.texts,
    "static files": files.static_files,
    "disk space": machine.disk_space,
    "exposure": exposure.exposure,
    "sign-in over HTTPS": exposure.https,
    "Django's deployment checks": exposure.deployment,
    "secret key": exposure.secret_key,
}

WITH_DATABASE: dict[str, Look] = {
    "migrations": database.migrations,
    "database file": database.sqlite_file,
    "database server": database.postgresql,
    "clock": machine.clock,
    "tick": work.tick,
    "lanes": work.overdue,
    "leases": work.leases,
    "open files": work.open_files,
    "outgoing messages": mail.outgoing,
    "unreadable messages": mail.unreadable,
    "folders": folders.folders,
    "stored passwords": accounts.passwords,
    "sign-in at providers": oauth.applications,
    "accounts": accounts.problems,
    "mail servers": servers.silent,
    "trusted certificates": certificates.ending,
}


def examine() -> list[Finding]:
    """One finding for each check that is in order, and one for each thing that is wrong."""
    findings = [_database()]
    if findings[0].ok:
        findings += [f for name, look in WITH_DATABASE.items() for f in _ask(name, look)]
    return findings + [f for name, look in ALWAYS.items() for f in _ask(name, look)]


def _database() -> Finding:
    if reachable().ok:
        return Finding("database", True, "In order.")
    return Finding(
        "database",
        False,
        "The database does not answer: start it, or correct DATABASE_URL. "
        "What depends on it was not looked at.",
    )


def _ask(name: str, look: Look) -> list[Finding]:
    try:
        wrong = [Finding(name, False, sentence) for sentence in look()]
    except AWAY:
        sentence = "This could not be looked at: the database did not answer as expected."
        wrong = [Finding(name, False, sentence)]
    return wrong or [Finding(name, True, "In order.")]
