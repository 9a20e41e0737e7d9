"""Somebody's own domain whose mail lies at a provider: the mail exchanger tells."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery import facts
from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, World
from bench.internet.web import Page

EACH = 2
_MICROSOFT = ("outlook.office365.com:993:tls",)
_GOOGLE = ("imap.gmail.com:993:tls",)


def cases(world: World, names: Names) -> Iterator[Case]:
    for fact in facts.hosted():
        for host in fact.names:
            for _ in range(EACH):
                yield _at_provider(world, names, fact, host)
    for _ in range(4):
        yield _listed_by_mx(world, names, full=True)
        yield _listed_by_mx(world, names, full=False)
        yield _file_of_mx(world, names)
        yield _vouched_by_policy(world, names, lists_it=True)
        yield _vouched_by_policy(world, names, lists_it=False)
    yield _forwarded(world, names)
    yield from _gateways(world, names)


def _at_provider(world: World, names: Names, fact: facts.Fact, host: str) -> Case:
    domain = names.domain()
    world.website(domain, names)
    exchanger = host.replace("{d}", domain.replace(".", "-"))
    backup = f"backup.{names.hoster()}"
    world.mx(domain, exchanger, *([backup] if names.random.random() < 0.2 else []))
    address = f"{names.person()}@{domain}"
    expected = Expected(
        imap=fact.imap, smtp=fact.smtp, usernames=(address,), trusts=("A", "B"), ask=fact.ask
    )
    return Case("mx", f"MX {host}", address, expected)


def _hosters_servers(world: World, hoster: str) -> tuple[Server, Server]:
    servers = (
        Server("imap", f"imap.{hoster}", 993, "tls", "%EMAILLOCALPART%"),
        Server("smtp", f"smtp.{hoster}", 465, "tls", "%EMAILLOCALPART%"),
    )
    for server in servers:
        world.net.mail(server.host, (server.port,))
    return servers


def _listed_by_mx(world: World, names: Names, *, full: bool) -> Case:
    """The list knows the exchanger's operator, whose own customers sign in by local part."""
    domain, hoster = names.domain(), names.hoster()
    servers = _hosters_servers(world, hoster)
    key = f"in.{hoster}" if full else hoster
    world.list_in_ispdb((key,), servers)
    world.website(domain, names)
    world.mx(domain, f"mx7.in.{hoster}")
    name = f"listed by {'the exchanger’s parent' if full else 'its registrable domain'}"
    return _unlisted(name, names, domain, servers, ispdb="mirror")


def _file_of_mx(world: World, names: Names) -> Case:
    domain, hoster = names.domain(), names.hoster()
    servers = _hosters_servers(world, hoster)
    body = autoconfig((hoster,), servers)
    world.net.web(f"autoconfig.{hoster}", {AUTOCONFIG: Page(body)})
    world.website(domain, names)
    world.mx(domain, f"mx7.in.{hoster}")
    return _unlisted("autoconfig file of the exchanger’s operator", names, domain, servers)


def _vouched_by_policy(world: World, names: Names, *, lists_it: bool) -> Case:
    """MTA-STS (RFC 8461) lists the exchanger, so a person need not be asked."""
    domain, hoster = names.domain(), names.hoster()
    servers = _hosters_servers(world, hoster)
    world.list_in_ispdb((hoster,), servers)
    world.website(domain, names)
    world.mx(domain, f"mx1.{hoster}")
    world.zone.add(f"_mta-sts.{domain}", "TXT", '"v=STSv1; id=20260101000000Z;"')
    listed = f"*.{hoster}" if lists_it else "mx.somebody-else.net"
    policy = f"version: STSv1\r\nmode: enforce\r\nmx: {listed}\r\nmax_age: 604800\r\n"
    world.net.web(f"mta-sts.{domain}", {"/.well-known/mta-sts.txt": Page(policy.encode())})
    name = f"MTA-STS {'lists' if lists_it else 'does not list'} the exchanger"
    trusts = ("A", "B") if lists_it else ("C",)
    return _unlisted(name, names, domain, servers, ispdb="mirror", trusts=trusts)


def _unlisted(
    name: str,
    names: Names,
    domain: str,
    servers: tuple[Server, Server],
    *,
    ispdb: str = "",
    trusts: tuple[str, ...] = ("C",),
) -> Case:
    address = f"{names.person()}@{domain}"
    imap, smtp = ((server.endpoint,) for server in servers)
    expected = Expected(imap=imap, smtp=smtp, usernames=(address,), trusts=trusts)
    return Case("mx", name, address, expected, ispdb=ispdb)


def _forwarded(world: World, names: Names) -> Case:
    """A registrar that only forwards: there is no mailbox there."""
    domain = names.domain()
    world.website(domain, names)
    world.mx(domain, "eforward1.registrar-servers.com", "eforward2.registrar-servers.com")
    expected = Expected(("not_found", "refused"))
    return Case("mx", "forwarding only", f"{names.person()}@{domain}", expected)


def _gateways(world: World, names: Names) -> Iterator[Case]:
    """A filter takes the mail in; other records may hint at where it goes."""
    for number, pattern in enumerate(facts.GATEWAYS * 2):
        domain = names.domain()
        world.website(domain, names)
        world.mx(domain, pattern.replace("{n}", str(1000 + number)))
        match number % 3:
            case 0:
                world.zone.add(domain, "TXT", '"v=spf1 include:spf.protection.outlook.com -all"')
                yield _hinted(f"{pattern} and SPF of Microsoft", names, domain, _MICROSOFT)
            case 1:
                world.zone.add(domain, "TXT", '"v=spf1 include:_spf.google.com ~all"')
                yield _hinted(f"{pattern} and SPF of Google", names, domain, _GOOGLE)
            case _:
                expected = Expected(("not_found", "refused"), ("gateway_mx",))
                yield Case("mx", f"{pattern} alone", f"a@{domain}", expected)
    for number, pattern in enumerate(facts.GATEWAYS[:3]):
        domain = names.domain()
        world.mx(domain, pattern.replace("{n}", str(2000 + number)))
        world.zone.add(f"autodiscover.{domain}", "CNAME", "autodiscover.outlook.com.")
        yield _hinted(f"{pattern} and autodiscover of Microsoft", names, domain, _MICROSOFT)


def _hinted(name: str, names: Names, domain: str, imap: tuple[str, ...]) -> Case:
    address = f"{names.person()}@{domain}"
    expected = Expected(imap=imap, usernames=(address,), trusts=("C",))
    return Case("mx", name, address, expected)
