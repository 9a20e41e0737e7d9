"""SRV records (RFC 6186, RFC 8314): priorities, absent services, hosts at home and abroad."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery.case import Case, Expected
from bench.discovery.names import Names
from bench.discovery.world import World

ROUNDS = 4
_TLS = {"_imaps": 993, "_submissions": 465}
_STARTTLS = {"_imap": 143, "_submission": 587}


def cases(world: World, names: Names) -> Iterator[Case]:
    for _ in range(ROUNDS):
        yield _case(world, names, "TLS", _TLS)
        yield _case(world, names, "TLS, abroad", _TLS, abroad=True)
        yield _case(world, names, "STARTTLS", _STARTTLS)
        yield _case(world, names, "STARTTLS, abroad", _STARTTLS, abroad=True)
        yield _case(world, names, "all four", _TLS | _STARTTLS)
        yield _case(world, names, "465 as _submission", {"_imaps": 993, "_submission": 465})
        yield _case(world, names, "no TLS service", _STARTTLS, absent=("_imaps", "_submissions"))
        yield _case(world, names, "a dead host first", _TLS, dead=True)
        yield _case(world, names, "a name that is gone first", _TLS, gone=True)
        yield _case(world, names, "priorities", _TLS, worse=True)
        yield _case(world, names, "in capital letters", _TLS, shout=True)


def _case(
    world: World,
    names: Names,
    name: str,
    services: dict[str, int],
    *,
    abroad: bool = False,
    absent: tuple[str, ...] = (),
    dead: bool = False,
    gone: bool = False,
    worse: bool = False,
    shout: bool = False,
) -> Case:
    domain = world.hosted_domain(names)
    at = names.hoster() if abroad else domain
    hosts = {"imap": f"box.{at}", "smtp": f"post.{at}"}
    world.net.mail(hosts["imap"], (993, 143))
    world.net.mail(hosts["smtp"], (465, 587))
    if dead:
        world.net.add(f"dead.{domain}", {})
    if worse:
        world.net.mail(f"worse.{domain}")
    for service, port in services.items():
        record = f"{service}._tcp.{domain}"
        host = hosts["imap" if "imap" in service else "smtp"]
        world.zone.add(record, "SRV", f"10 5 {port} {host.upper() if shout else host}.")
        if dead or gone:
            world.zone.add(record, "SRV", f"5 5 {port} {'dead' if dead else 'gone'}.{domain}.")
        if worse:
            world.zone.add(record, "SRV", f"20 50 {port} worse.{domain}.")
    for service in absent:
        world.zone.add(f"{service}._tcp.{domain}", "SRV", "0 0 0 .")
    address = f"{names.person()}@{domain}"
    expected = Expected(
        imap=(_best(hosts["imap"], services, ("_imaps", "_imap")),),
        smtp=(_best(hosts["smtp"], services, ("_submissions", "_submission")),),
        usernames=(address, address.partition("@")[0]),
        trusts=("C",) if abroad else ("A",),
    )
    return Case("srv", name, address, expected)


def _best(host: str, services: dict[str, int], order: tuple[str, str]) -> str:
    port = next(services[service] for service in order if service in services)
    return f"{host}:{port}:{'tls' if port in {993, 465} else 'starttls'}"
