"""Autodiscover without credentials: what hosting panels answer to anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autodiscover, redirect_address
from bench.discovery.names import Names
from bench.discovery.world import World
from bench.internet.web import Page, redirect

PATH = "POST /autodiscover/autodiscover.xml"
ROUNDS = 3


def cases(world: World, names: Names) -> Iterator[Case]:
    for _ in range(ROUNDS):
        for security in ("tls", "starttls"):
            yield _answered(world, names, security, host="autodiscover.")
            yield _answered(world, names, security, host="")
        yield _answered(world, names, "tls", host="autodiscover.", abroad=True)
        yield _redirected(world, names)
        yield _address_redirected(world, names)
        yield _refused(world, names)
    for name, security, old, new in _SPELLINGS:
        yield _spelled(world, names, name, security, old, new)


_SPELLINGS = (
    ("no Encryption", "tls", rb"<Encryption>.*?</Encryption>", b""),
    ("Encryption Auto", "tls", rb"<Encryption>.*?</Encryption>", b"<Encryption>Auto</Encryption>"),
    ("SSL off, Encryption TLS", "starttls", rb"<SSL>on</SSL>", b"<SSL>off</SSL>"),
    ("small letters", "tls", rb"<Type>IMAP</Type>", b"<Type>imap</Type>"),
    ("no LoginName", "tls", rb"<LoginName>.*?</LoginName>", b""),
    ("no namespace", "tls", rb' xmlns="[^"]*"', b""),
    ("POP3 first", "tls", rb"<Action>settings</Action>",
     b"<Action>settings</Action><Protocol><Type>POP3</Type><Server>pop.x.net</Server>"
     b"<Port>995</Port><SSL>on</SSL></Protocol>"),
    ("Exchange beside", "tls", rb"<Action>settings</Action>",
     b"<Action>settings</Action><Protocol><Type>EXCH</Type><Server>ex.x.net</Server></Protocol>"
     b"<Protocol><Type>WEB</Type></Protocol>"),
    ("with a BOM", "tls", rb"\A", b"\xef\xbb\xbf"),
)  # fmt: skip


def _spelled(world: World, names: Names, name: str, security: str, old: bytes, new: bytes) -> Case:
    domain, servers = _domain(world, names, security)
    address = f"{names.person()}@{domain}"
    body = re.sub(old, new, autodiscover(servers, address))
    world.net.web(f"autodiscover.{domain}", {PATH: Page(body)})
    return _case(f"written with {name}", address, servers)


def _answered(
    world: World, names: Names, security: str, *, host: str, abroad: bool = False
) -> Case:
    domain, servers = _domain(world, names, security, abroad=abroad)
    address = f"{names.person()}@{domain}"
    world.net.web(host + domain, {PATH: Page(autodiscover(servers, address))})
    where = host or "the domain itself"
    return _case(f"{where}, {security}", address, servers, abroad=abroad)


def _redirected(world: World, names: Names) -> Case:
    domain, servers = _domain(world, names, "tls")
    address = f"{names.person()}@{domain}"
    other = f"panel.{domain}"
    url = f"https://{other}/autodiscover/autodiscover.xml"
    world.net.web(f"autodiscover.{domain}", {PATH: redirect(url, 307)})
    world.net.web(other, {PATH: Page(autodiscover(servers, address))})
    return _case("redirected", address, servers)


def _address_redirected(world: World, names: Names) -> Case:
    """<RedirectAddr>: ask again for that address; its domain is another."""
    domain, servers = _domain(world, names, "tls", abroad=True)
    home = names.hoster()
    address, other = f"{names.person()}@{domain}", f"{names.person()}@{home}"
    world.mx(home, f"mx.{home}")
    world.net.web(f"autodiscover.{domain}", {PATH: Page(redirect_address(other))})
    world.net.web(f"autodiscover.{home}", {PATH: Page(autodiscover(servers, address))})
    return _case("another address", address, servers, abroad=True)


def _refused(world: World, names: Names) -> Case:
    """401 is an answer: Exchange, and nothing for strangers. The password stays here."""
    domain, _ = _domain(world, names, "tls")
    asked = Page(status=401, headers={"WWW-Authenticate": 'Basic realm="mail"'})
    world.net.web(f"autodiscover.{domain}", {PATH: asked})
    expected = Expected(("not_found",), ("not_found",), prefilled=True)
    return Case("autodiscover", "401", f"{names.person()}@{domain}", expected)


def _domain(
    world: World, names: Names, security: str, *, abroad: bool = False
) -> tuple[str, tuple[Server, Server]]:
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    at = names.hoster() if abroad else domain
    ports = (993, 465) if security == "tls" else (143, 587)
    servers = (
        Server("imap", f"cpanel7.{at}", ports[0], security),
        Server("smtp", f"cpanel7.{at}", ports[1], security),
    )
    world.net.mail(f"cpanel7.{at}", ports)
    return domain, servers


def _case(name: str, address: str, servers: tuple[Server, Server], *, abroad: bool = False) -> Case:
    imap, smtp = servers
    expected = Expected(
        imap=(imap.endpoint,),
        smtp=(smtp.endpoint,),
        usernames=(address,),
        trusts=("C",) if abroad else ("A",),
    )
    return Case("autodiscover", name, address, expected)
