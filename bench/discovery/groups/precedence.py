"""Several sources know something different: the better one wins, and is waited for a while."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, WELL_KNOWN, World
from bench.internet.web import Page
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Service, parse_endpoint

ROUNDS = 2
_GOOGLE = "aspmx.l.google.com"
_AT_GOOGLE = Expected(
    imap=("imap.gmail.com:993:tls",),
    smtp=("smtp.gmail.com:465:tls", "smtp.gmail.com:587:starttls"),
    trusts=("B",),
    sources=("mx",),
)
STALE = {"comcast.net": "imap.comcast.net smtp.comcast.net",
         "bluewin.ch": "imaps.bluewin.ch smtpauths.bluewin.ch",
         "ziggo.nl": "imap.ziggo.nl smtp.ziggo.nl"}  # fmt: skip
"""Providers in the product's table whose servers, here, have moved."""


def cases(world: World, names: Names) -> Iterator[Case]:
    for _ in range(ROUNDS):
        yield _own_file(world, names, "own file before Google by MX", mx=_GOOGLE)
        yield _own_file(world, names, "a slow own file before Google", mx=_GOOGLE, pause_s=0.9)
        yield _too_slow(world, names)
        yield _own_file(world, names, "own file before the list", listed=True)
        yield _own_file(world, names, "own file before SRV", srv=True)
        yield _own_file(world, names, "well-known before SRV", srv=True, path=WELL_KNOWN)
        yield _listed(world, names)
        yield _exchanger(world, names)
        yield _preset(world, names)
        yield _dead_first(world, names)
        yield _closed_port(world, names)
    for domain, hosts in STALE.items():
        yield _stale(world, names, domain, hosts.split())


def _servers(world: World, names: Names, at: str) -> tuple[Server, Server]:
    word = f"s{names.random.randrange(10**6)}"
    servers = (
        Server("imap", f"{word}-in.{at}", 993, "tls"),
        Server("smtp", f"{word}-out.{at}", 465, "tls"),
    )
    for server in servers:
        world.net.mail(server.host, (server.port,))
    return servers


def _own_file(
    world: World,
    names: Names,
    name: str,
    *,
    mx: str = "",
    pause_s: float = 0.0,
    listed: bool = False,
    srv: bool = False,
    path: str = AUTOCONFIG,
) -> Case:
    domain = names.domain()
    world.mx(domain, mx or f"mx1.{names.hoster()}")
    servers, others = (_servers(world, names, at) for at in (domain, domain))
    if listed:
        world.list_in_ispdb((domain,), others)
    if srv:
        _publish(world, domain, others)
    page = Page(autoconfig((domain,), servers), pause_s=pause_s)
    world.net.web(domain if path == WELL_KNOWN else f"autoconfig.{domain}", {path: page})
    return _case(names, name, domain, servers, ispdb="mirror" if listed else "")


def _too_slow(world: World, names: Names) -> Case:
    """Beyond patience and deadline; Google it is."""
    case = _own_file(world, names, "an own file that takes too long", mx=_GOOGLE, pause_s=6.0)
    return Case(case.group, case.name, case.address, _AT_GOOGLE)


def _listed(world: World, names: Names) -> Case:
    domain = names.domain()
    world.mx(domain, _GOOGLE)
    servers = _servers(world, names, names.hoster())
    world.list_in_ispdb((domain,), servers)
    _publish(world, domain, _servers(world, names, domain))
    return _case(names, "the list before MX and SRV", domain, servers, ispdb="mirror")


def _exchanger(world: World, names: Names) -> Case:
    domain = names.domain()
    world.mx(domain, _GOOGLE)
    _publish(world, domain, _servers(world, names, domain))
    world.net.mail(f"imap.{domain}")
    address = f"{names.person()}@{domain}"
    return Case("precedence", "MX before SRV and guesses", address, _AT_GOOGLE)


def _preset(world: World, names: Names) -> Case:
    """What the administrator laid down goes before everything."""
    domain = names.domain()
    world.mx(domain, _GOOGLE)
    servers = _servers(world, names, names.hoster())
    world.list_in_ispdb((domain,), _servers(world, names, domain))
    imap, smtp = (
        parse_endpoint(service, server.endpoint)
        for service, server in zip(Service, servers, strict=True)
    )
    case = _case(names, "preset", domain, servers, ispdb="mirror", sources=("preset",))
    preset = {domain: Preset(domain, imap, smtp, "Ours")}
    return Case(case.group, case.name, case.address, case.expected, case.ispdb, preset)


def _dead_first(world: World, names: Names) -> Case:
    """The file names a server that is gone before the one that is there."""
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    servers = _servers(world, names, domain)
    gone = Server("imap", f"gone.{domain}", 993, "tls")
    world.net.add(gone.host, {})
    body = autoconfig((domain,), (gone, *servers))
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: Page(body)})
    return _case(names, "a dead server first in the file", domain, servers)


def _closed_port(world: World, names: Names) -> Case:
    """Whatever a file says, ports below 1024 that are not for mail stay closed."""
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    servers = _servers(world, names, domain)
    odd = Server("imap", servers[0].host, 22, "tls")
    body = autoconfig((domain,), (odd, *servers))
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: Page(body)})
    return _case(names, "port 22 first in the file", domain, servers)


def _stale(world: World, names: Names, domain: str, hosts: list[str]) -> Case:
    """The table knows servers that are gone, which signing in has shown; the file knows better."""
    if not world.zone.has(domain, "MX"):
        _move(world, domain, hosts)
    expected = Expected(
        imap=(f"new-imap.{domain}:993:tls",), smtp=(f"new-smtp.{domain}:465:tls",), trusts=("A",)
    )
    address = f"{names.person()}@{domain}"
    return Case("precedence", f"stale table: {domain}", address, expected, table_is_wrong=True)


def _move(world: World, domain: str, hosts: list[str]) -> None:
    world.mx(domain, f"mx1.{domain}")
    for host in hosts:
        world.net.add(host, {})
    servers = (
        Server("imap", f"new-imap.{domain}", 993, "tls"),
        Server("smtp", f"new-smtp.{domain}", 465, "tls"),
    )
    for server in servers:
        world.net.mail(server.host, (server.port,))
    body = autoconfig((domain,), servers)
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: Page(body)})


def _publish(world: World, domain: str, servers: tuple[Server, Server]) -> None:
    for service, server in zip(("_imaps", "_submissions"), servers, strict=True):
        record = f"0 1 {server.port} {server.host}."
        world.zone.add(f"{service}._tcp.{domain}", "SRV", record)


def _case(
    names: Names,
    name: str,
    domain: str,
    servers: tuple[Server, Server],
    *,
    ispdb: str = "",
    sources: tuple[str, ...] = (),
) -> Case:
    imap, smtp = ((server.endpoint,) for server in servers)
    expected = Expected(
        imap=imap,
        smtp=smtp,
        trusts=("A",),
        sources=sources,
        vouched=("imap.gmail.com", "smtp.gmail.com"),
    )
    return Case("precedence", name, f"{names.person()}@{domain}", expected, ispdb=ispdb)
