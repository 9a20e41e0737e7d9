"""Nobody tells anything: usual names are tried, and what is usual is written into the form."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from bench.discovery.case import Case, Expected
from bench.discovery.names import Names
from bench.discovery.world import World

_IMAP = ("imap.", "mail.", "")
_SMTP = ("smtp.", "mail.", "")
_PORTS = ((993, 465), (143, 587), (993, 587))
NOTHING = 10


def cases(world: World, names: Names) -> Iterator[Case]:
    for imap, smtp in product(_IMAP, _SMTP):
        for ports in _PORTS:
            yield _found(world, names, imap, smtp, ports)
    for _ in range(4):
        yield _at_exchanger(world, names)
        yield _wildcard(world, names)
        yield _six(world, names)
    for number in range(NOTHING):
        yield _nothing(world, names, number)


def _found(world: World, names: Names, imap: str, smtp: str, ports: tuple[int, int]) -> Case:
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    hosts = {imap + domain: {ports[0]}}
    hosts.setdefault(smtp + domain, set()).add(ports[1])
    for host, served in hosts.items():
        world.net.mail(host, sorted(served))
    name = f"{imap or 'bare'} and {smtp or 'bare'} on {ports[0]} and {ports[1]}"
    return _case(names, name, domain, (imap + domain, ports[0]), (smtp + domain, ports[1]))


def _at_exchanger(world: World, names: Names) -> Case:
    """One machine does everything, under a name of its own."""
    domain = names.domain()
    host = f"vps3.{domain}"
    world.mx(domain, host)
    world.net.mail(host, (993, 143, 465, 587))
    return _case(names, "at the own exchanger", domain, (host, 993), (host, 465))


def _wildcard(world: World, names: Names) -> Case:
    """Every name resolves, to a web server; only one of them is a mail server."""
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    address = world.net.web(domain, {})
    world.zone.add(f"*.{domain}", "A", address)
    world.net.mail(f"mail.{domain}", (993, 465))
    return _case(names, "wildcard", domain, (f"mail.{domain}", 993), (f"mail.{domain}", 465))


def _six(world: World, names: Names) -> Case:
    """Servers that are to be had by IPv6 only."""
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    for host in (f"imap.{domain}", f"smtp.{domain}"):
        world.net.mail(host, (993, 465), six=True)
    return _case(names, "IPv6", domain, (f"imap.{domain}", 993), (f"smtp.{domain}", 465))


def _case(
    names: Names, name: str, domain: str, imap: tuple[str, int], smtp: tuple[str, int]
) -> Case:
    address = f"{names.person()}@{domain}"
    endpoints = [
        (f"{host}:{port}:{'tls' if port in {993, 465} else 'starttls'}",)
        for host, port in (imap, smtp)
    ]
    expected = Expected(
        imap=endpoints[0],
        smtp=endpoints[1],
        usernames=(address, address.partition("@")[0]),
        trusts=("A",),
    )
    return Case("guess", name, address, expected)


def _nothing(world: World, names: Names, number: int) -> Case:
    domain = world.hosted_domain(names)
    if number % 2:
        # Names that resolve, and servers that do not answer.
        world.net.add(f"imap.{domain}", {})
        world.net.add(f"smtp.{domain}", {}, silent=(465, 587))
    expected = Expected(("not_found",), ("not_found",), prefilled=True)
    return Case("prefill", "nothing to be found", f"{names.person()}@{domain}", expected)
