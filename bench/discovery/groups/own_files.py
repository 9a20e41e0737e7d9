"""Domains that publish a file about their mail servers, well or badly written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig, pacc, pacc_digest
from bench.discovery.groups.hosted import Hosted
from bench.discovery.groups.spellings import SPELLINGS
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, WELL_KNOWN, World
from bench.internet.authority import Kind
from bench.internet.imap import Imap
from bench.internet.smtp import Smtp
from bench.internet.web import Page, redirect

PACC = "/.well-known/user-agent-configuration.json"
ROUNDS = 6


def cases(world: World, names: Names) -> Iterator[Case]:
    for _ in range(ROUNDS):
        yield from _published(world, names)
    for ports in ((2993, 2465), (1337, 587)):
        yield _odd_ports(world, names, *ports)
    for name, spell in SPELLINGS.items():
        hosted = Hosted(world, names)
        world.website(hosted.domain, names)
        body = spell(hosted)
        world.net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(body)})
        yield hosted.case(f"written {name}")


def _published(world: World, names: Names) -> Iterator[Case]:
    net = world.net
    hosted = Hosted(world, names)
    world.website(hosted.domain, names)
    kind = names.random.choice((Kind.GOOD, Kind.CHAIN))
    net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(hosted.file())}, kind)
    yield hosted.case("autoconfig")

    hosted = Hosted(world, names)
    net.web(hosted.domain, {WELL_KNOWN: Page(hosted.file())})
    yield hosted.case("well-known")

    hosted = Hosted(world, names)
    net.web(hosted.domain, {WELL_KNOWN: redirect(f"https://www.{hosted.domain}/a.xml", 301)})
    net.web(f"www.{hosted.domain}", {"/a.xml": Page(hosted.file())})
    yield hosted.case("well-known, redirected")

    yield _both(world, names)
    yield _alias(world, names)
    yield _only_oauth(world, names)
    yield _pacc(world, names)
    yield _pacc(world, names, digest=False)
    yield _mailconf(world, names)


def _both(world: World, names: Names) -> Case:
    """The well-known file is out of date; autoconfig goes before it."""
    hosted = Hosted(world, names)
    old = (Server("imap", f"old.{hosted.domain}", 993, "tls"), hosted.smtp)
    world.net.mail(f"old.{hosted.domain}", (993,))
    world.net.web(hosted.domain, {WELL_KNOWN: Page(autoconfig((hosted.domain,), old))})
    world.net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(hosted.file())})
    return hosted.case("autoconfig before well-known")


def _alias(world: World, names: Names) -> Case:
    """autoconfig is an alias of the hoster's, whose certificate is for the hoster only.

    What it says is found by way of the exchanger then, and has to be confirmed.
    """
    domain, hoster = names.domain(), names.hoster()
    servers = (
        Server("imap", f"imap.{hoster}", 993, "tls"),
        Server("smtp", f"smtp.{hoster}", 465, "tls"),
    )
    for server in servers:
        world.net.mail(server.host, (server.port,))
    page = {AUTOCONFIG: Page(autoconfig((hoster,), servers))}
    bad = world.net.web(f"shared-web.{hoster}", page, Kind.WRONG_NAME)
    world.net.web(f"autoconfig.{hoster}", page)
    world.zone.add(f"autoconfig.{domain}", "A", bad)
    world.mx(domain, f"mx1.{hoster}")
    imap, smtp = ((server.endpoint,) for server in servers)
    expected = Expected(imap=imap, smtp=smtp, trusts=("C",))
    return Case("own_files", "alias of the hoster’s", f"{names.person()}@{domain}", expected)


def _only_oauth(world: World, names: Names) -> Case:
    hosted = Hosted(world, names)
    hosted.imap = replace(hosted.imap, methods=("OAuth2",))
    hosted.smtp = replace(hosted.smtp, methods=("OAuth2",))
    world.net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(hosted.file())})
    return hosted.case("only OAuth", ask="oauth")


def _odd_ports(world: World, names: Names, imap_port: int, smtp_port: int) -> Case:
    """An own file over https may name a port that is not the usual one, from 1024 on."""
    domain = names.domain()
    host = f"mail.{domain}"
    world.mx(domain, f"mx1.{names.hoster()}")
    smtp = Smtp(implicit_tls=smtp_port != 587)
    address = world.net.add(host, {imap_port: Imap(), smtp_port: smtp})
    world.net.connector.allow(address, (imap_port, smtp_port))
    servers = (
        Server("imap", host, imap_port, "tls"),
        Server("smtp", host, smtp_port, "starttls" if smtp_port == 587 else "tls"),
    )
    page = Page(autoconfig((domain,), servers))
    world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: page})
    imap_endpoint, smtp_endpoint = ((server.endpoint,) for server in servers)
    expected = Expected(imap=imap_endpoint, smtp=smtp_endpoint, trusts=("A",))
    name = f"ports {imap_port} and {smtp_port}"
    return Case("own_files", name, f"{names.person()}@{domain}", expected)


def _pacc(world: World, names: Names, *, digest: bool = True) -> Case:
    """Without its digest in the DNS the file proves nothing; the servers are to be guessed then."""
    domain = names.domain()
    home = f"mail.{domain}"
    world.mx(domain, f"mx1.{names.hoster()}")
    imap, smtp = (home, f"submit.{domain}") if digest else (home, home)
    for host in {imap, smtp}:
        world.net.mail(host, (993, 465))
    body = pacc(imap, smtp)
    world.net.web(f"ua-auto-config.{domain}", {PACC: Page(body)})
    if digest:
        world.zone.add(f"_ua-auto-config.{domain}", "TXT", pacc_digest(body))
    expected = Expected(
        imap=(f"{imap}:993:tls",),
        smtp=(f"{smtp}:465:tls",),
        trusts=("A",) if digest else ("A", "C"),
        sources=("pacc",) if digest else (),
    )
    name = "PACC" if digest else "PACC without its digest"
    return Case("own_files", name, f"{names.person()}@{domain}", expected)


def _mailconf(world: World, names: Names) -> Case:
    """TXT mailconf= names a file; the DNS said so, so a stranger's servers are to be confirmed."""
    hosted = Hosted(world, names)
    config = f"config.{names.hoster()}"
    world.net.web(config, {"/m.xml": Page(hosted.file())})
    world.zone.add(hosted.domain, "TXT", f'"mailconf=https://{config}/m.xml"')
    at_home = hosted.imap.host.endswith(hosted.domain)
    return hosted.case("mailconf in TXT", trusts=("A", "C") if at_home else ("C",))
