"""Addresses at providers that everybody knows: right at once, and with the right question."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery import facts
from bench.discovery.case import Case, Expected
from bench.discovery.names import Names
from bench.discovery.world import World


def cases(world: World, names: Names) -> Iterator[Case]:
    for fact in facts.own():
        for domain in fact.names:
            _exists(world, domain)
            person = names.person()
            yield Case("table", domain, f"{person}@{domain}", expected(fact, person, domain))


def expected(fact: facts.Fact, person: str, domain: str) -> Expected:
    address = f"{person}@{domain}"
    usernames = {"address": (address,), "local": (person,), "either": (address, person)}
    return Expected(
        imap=fact.imap,
        smtp=fact.smtp,
        usernames=usernames[fact.username],
        trusts=("A",),
        ask=fact.ask,
    )


def _exists(world: World, domain: str) -> None:
    if not world.zone.has(domain, "MX"):
        world.mx(domain, f"mx1.{domain}")
