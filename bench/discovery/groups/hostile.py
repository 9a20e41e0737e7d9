"""Somebody means ill, or writes badly: the engine keeps its head, and finds what is true beside it.

Most domains here have honest SRV records as well, which have to be found in spite of everything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import idna

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig, autodiscover, pacc, pacc_digest
from bench.discovery.groups import hostile_files, hostile_names, hostile_servers
from bench.discovery.groups.autodiscover import PATH
from bench.discovery.groups.hostile_files import EVIL
from bench.discovery.groups.own_files import PACC
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, WELL_KNOWN, World
from bench.internet.authority import ACCEPTABLE, Kind
from bench.internet.web import Page, redirect

_EVIL_SERVERS = (Server("imap", EVIL, 993, "tls"), Server("smtp", EVIL, 465, "tls"))


def cases(world: World, names: Names) -> Iterator[Case]:
    if not world.zone.has(EVIL, "A"):
        world.net.mail(EVIL)
    for name, body in hostile_files.bodies():
        yield _served(world, names, name, Page(body))
    for name, page in hostile_files.pages():
        yield _served(world, names, name, page)
    for name, servers in hostile_files.servers():
        yield _served(world, names, name, Page(autoconfig(("x.net",), servers)))
    yield _redirect_loop(world, names)
    for kind in Kind:
        if kind not in ACCEPTABLE:
            yield _badly_certified(world, names, kind)
    yield from _other_files(world, names)
    yield from hostile_names.cases(world, names)
    yield from hostile_servers.cases(world, names)
    yield from _forged(world, names)
    yield from _odd_spellings(world, names)


def honest(world: World, names: Names, name: str, *, mx: bool = True) -> tuple[str, Case]:
    """A new domain with SRV records that are true, and the case that they are found."""
    domain = names.domain()
    if mx:
        world.mx(domain, f"mx1.{names.hoster()}")
    world.net.mail(f"box.{domain}", (993, 465))
    world.zone.add(f"_imaps._tcp.{domain}", "SRV", f"0 1 993 box.{domain}.")
    world.zone.add(f"_submissions._tcp.{domain}", "SRV", f"0 1 465 box.{domain}.")
    expected = Expected(
        imap=(f"box.{domain}:993:tls",),
        smtp=(f"box.{domain}:465:tls",),
        trusts=("A",),
        never=(EVIL,),
    )
    return domain, Case("hostile", name, f"{names.person()}@{domain}", expected)


def _served(world: World, names: Names, name: str, page: Page) -> Case:
    """At both addresses at which a file may lie."""
    domain, case = honest(world, names, name)
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: page})
    world.net.web(domain, {WELL_KNOWN: page})
    return case


def _redirect_loop(world: World, names: Names) -> Case:
    domain, case = honest(world, names, "redirect loop of two")
    there, back = f"https://{domain}{WELL_KNOWN}", f"https://autoconfig.{domain}{AUTOCONFIG}"
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: redirect(there)})
    world.net.web(domain, {WELL_KNOWN: redirect(back)})
    return case


def _badly_certified(world: World, names: Names, kind: Kind) -> Case:
    domain, case = honest(world, names, f"file behind a certificate that is {kind}")
    page = Page(autoconfig((domain,), _EVIL_SERVERS))
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: page}, kind)
    world.net.web(domain, {WELL_KNOWN: page}, kind)
    return case


def _other_files(world: World, names: Names) -> Iterator[Case]:
    evil = pacc(EVIL, EVIL)
    for name, body, record in (
        ("PACC whose digest is another’s", evil, pacc_digest(b"other")),
        ("PACC with a digest that is none", evil, '"v=UAAC1; a=sha256; d=AAAA"'),
        ("PACC with an unknown algorithm", evil, pacc_digest(evil).replace("sha256", "md5")),
        ("PACC of nested lists", b"[" * 30_000, pacc_digest(b"[" * 30_000)),
        ("PACC of numbers", b'{"protocols": {"imap": 7}}', '"v=UAAC1; a=sha256; d="'),
        ("PACC at an internal host", pacc("localhost", "10.0.0.5"),
         pacc_digest(pacc("localhost", "10.0.0.5"))),
    ):  # fmt: skip
        domain, case = honest(world, names, name)
        world.net.web(f"ua-auto-config.{domain}", {PACC: Page(body)})
        world.zone.add(f"_ua-auto-config.{domain}", "TXT", record)
        yield case
    for name, page in (
        ("Autodiscover led to http", redirect(f"http://{EVIL}/autodiscover/autodiscover.xml")),
        ("Autodiscover led inside", redirect("https://127.0.0.1/autodiscover/autodiscover.xml")),
        ("Autodiscover with a bomb", Page(next(hostile_files.bodies())[1])),
        ("Autodiscover that names a stranger", Page(autodiscover(_EVIL_SERVERS, "a@b.net"))),
    ):
        domain, case = honest(world, names, name)
        world.net.web(f"autodiscover.{domain}", {PATH: page})
        # What a stranger names comes after the domain's own SRV records.
        yield replace(case, expected=replace(case.expected, never=()))
    for text in ("http://evil-collector.net/x", "https://127.0.0.1/x", "https://localhost/x", "x"):
        domain, case = honest(world, names, f"mailconf={text}")
        world.zone.add(domain, "TXT", f'"mailconf={text}"')
        yield case


def _forged(world: World, names: Names) -> Iterator[Case]:
    """Whoever forges DNS answers may be offered as a stranger, and hears no password."""
    stranger = Expected((), trusts=("C", "D"))
    for name in ("SRV", "MX with a file", "mailconf"):
        domain = names.domain()
        forger = names.hoster()
        servers = (
            Server("imap", f"imap.{forger}", 993, "tls"),
            Server("smtp", f"smtp.{forger}", 465, "tls"),
        )
        for server in servers:
            world.net.mail(server.host, (server.port,))
        file = Page(autoconfig((forger, domain), servers))
        world.net.web(f"autoconfig.{forger}", {AUTOCONFIG: file})
        world.mx(domain, f"mx.{forger}" if name != "SRV" else f"mx1.{names.hoster()}")
        if name == "SRV":
            world.zone.add(f"_imaps._tcp.{domain}", "SRV", f"0 1 993 imap.{forger}.")
            world.zone.add(f"_submissions._tcp.{domain}", "SRV", f"0 1 465 smtp.{forger}.")
        if name == "mailconf":
            url = f"https://autoconfig.{forger}{AUTOCONFIG}"
            world.zone.add(domain, "TXT", f'"mailconf={url}"')
        yield Case("hostile", f"forged {name}", f"{names.person()}@{domain}", stranger)


def _odd_spellings(world: World, names: Names) -> Iterator[Case]:
    """The same address as people paste it; and domains that are not written in ASCII."""
    for name, spell in (
        ("blanks around", lambda address: f"  {address} \t"),
        ("no-break space", lambda address: f"\u00a0{address}\u00a0"),
        ("zero-width space", lambda address: address.replace("@", "\u200b@")),
        ("capital letters", str.upper),
    ):
        _, case = honest(world, names, name)
        yield replace(case, address=spell(case.address))
    for stem in ("bücher", "smørrebrød", "пошта", "例え", "straße"):
        yield _international(world, names, stem)


def _international(world: World, names: Names, stem: str) -> Case:
    unicode = f"{stem}-{names.domain('com')}"
    # IDNA 2008 keeps the sharp s, which Python's own codec does not.
    ascii_domain = idna.encode(unicode, uts46=True).decode()
    world.mx(ascii_domain, f"mx1.{names.hoster()}")
    servers = (
        Server("imap", f"imap.{ascii_domain}", 993, "tls"),
        Server("smtp", f"smtp.{ascii_domain}", 465, "tls"),
    )
    for server in servers:
        world.net.mail(server.host, (server.port,))
    body = autoconfig((ascii_domain,), servers)
    world.net.web(f"autoconfig.{ascii_domain}", {AUTOCONFIG: Page(body)})
    expected = Expected(imap=(servers[0].endpoint,), smtp=(servers[1].endpoint,), trusts=("A",))
    return Case("hostile", f"IDN {stem}", f"anna@{unicode}", expected)
