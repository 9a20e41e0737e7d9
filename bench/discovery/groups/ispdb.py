"""Domains that the public list knows, asked over https or read from a directory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server
from bench.discovery.names import Names
from bench.discovery.world import World

EACH = 14
_LOCAL = "%EMAILLOCALPART%"


def cases(world: World, names: Names) -> Iterator[Case]:
    for number in range(EACH):
        for ispdb in ("mirror", "directory"):
            yield _listed(world, names, number, ispdb)
    for _ in range(3):
        yield _several_domains(world, names)
        yield replace(_listed(world, names, 0, ""), name="nobody may be asked", expected=_UNKNOWN)


_UNKNOWN = Expected(("not_found",), ("not_found",), prefilled=True)


def _listed(world: World, names: Names, number: int, ispdb: str) -> Case:
    domain = world.hosted_domain(names)
    servers = _servers(world, names.hoster(), number)
    world.list_in_ispdb((domain,), servers)
    return _case(names, f"listed, {ispdb}", domain, servers, ispdb)


def _several_domains(world: World, names: Names) -> Case:
    """The directory's file bears another domain's name."""
    first, second = world.hosted_domain(names), world.hosted_domain(names)
    servers = _servers(world, names.hoster(), 0)
    world.list_in_ispdb((first, second), servers)
    return _case(names, "listed in another’s file", second, servers, "directory")


def _servers(world: World, hoster: str, number: int) -> tuple[Server, ...]:
    username = _LOCAL if number % 4 == 3 else "%EMAILADDRESS%"
    starttls = number % 3 == 2
    imap = Server("imap", f"imap.{hoster}", *((143, "starttls") if starttls else (993, "tls")))
    smtp = Server("smtp", f"smtp.{hoster}", *((587, "starttls") if starttls else (465, "tls")))
    for server in (imap, smtp):
        world.net.mail(server.host, (server.port,))
    pop = Server("pop3", f"pop.{hoster}", 995, "tls")
    return pop, replace(imap, username=username), replace(smtp, username=username)


def _case(names: Names, name: str, domain: str, servers: tuple[Server, ...], ispdb: str) -> Case:
    person = names.person()
    _, imap, smtp = servers
    expected = Expected(
        imap=(imap.endpoint,),
        smtp=(smtp.endpoint,),
        usernames=(person if imap.username == _LOCAL else f"{person}@{domain}",),
        trusts=("A",),
    )
    return Case("ispdb", name, f"{person}@{domain}", expected, ispdb=ispdb)
