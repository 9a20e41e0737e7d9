"""Domains that publish a file about their mail servers, well or badly written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig, pacc, pacc_digest
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, WELL_KNOWN, World
from bench.internet.authority import Kind
from bench.internet.imap import Imap
from bench.internet.smtp import Smtp
from bench.internet.web import Page, redirect

PACC = "/.well-known/user-agent-configuration.json"
ROUNDS = 6

_POP = Server("pop3", "pop.HOST", 995, "tls")
_PLAIN = Server("imap", "plain.HOST", 143, "none")
_STRANGE = Server("exchange", "", 0, "", "")
_IMAP_SECURITY = ((993, "tls"), (993, "tls"), (143, "starttls"))
_SMTP_SECURITY = ((465, "tls"), (465, "tls"), (587, "starttls"))
_USERNAMES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("%EMAILADDRESS%", lambda address: address),
    ("%EMAILLOCALPART%", lambda address: address.partition("@")[0]),
    ("%EMAILLOCALPART%.%EMAILDOMAIN%", lambda address: address.replace("@", ".")),
    ("%EMAILADDRESS", lambda address: address),
    ("", lambda address: address),
)


class _Hosted:
    """A domain and its servers, at home or at a hoster, that a file then tells about."""

    def __init__(self, world: World, names: Names) -> None:
        self.world = world
        self.domain = names.domain()
        self.address = f"{names.person()}@{self.domain}"
        at = self.domain if names.random.random() < 0.5 else names.hoster()
        spelled, username = names.random.choice(_USERNAMES)
        self.username = username(self.address)
        port, security = names.random.choice(_IMAP_SECURITY)
        self.imap = Server("imap", f"imap.{at}", port, security, spelled)
        port, security = names.random.choice(_SMTP_SECURITY)
        self.smtp = Server("smtp", f"out.{at}", port, security, spelled)
        for server in (self.imap, self.smtp):
            world.net.mail(server.host, (server.port,))
        world.mx(self.domain, f"mx1.{names.hoster()}")

    def file(self, *others: Server, head: str = "") -> bytes:
        """*others* stand first."""
        servers = [replace(o, host=o.host.replace("HOST", self.domain)) for o in others]
        return autoconfig((self.domain,), (*servers, self.imap, self.smtp), head=head)

    def case(self, name: str, **more: object) -> Case:
        expected = Expected(
            imap=(self.imap.endpoint,),
            smtp=(self.smtp.endpoint,),
            usernames=(self.username,),
            trusts=("A",),
        )
        return Case("own_files", name, self.address, replace(expected, **more))  # type: ignore[arg-type]


def cases(world: World, names: Names) -> Iterator[Case]:
    for _ in range(ROUNDS):
        yield from _published(world, names)
    for ports in ((2993, 2465), (1337, 587)):
        yield _odd_ports(world, names, *ports)
    for name, spell in _SPELLINGS.items():
        hosted = _Hosted(world, names)
        world.website(hosted.domain, names)
        body = spell(hosted)
        world.net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(body)})
        yield hosted.case(f"written {name}")


def _published(world: World, names: Names) -> Iterator[Case]:
    net = world.net
    hosted = _Hosted(world, names)
    world.website(hosted.domain, names)
    kind = names.random.choice((Kind.GOOD, Kind.CHAIN))
    net.web(f"autoconfig.{hosted.domain}", {AUTOCONFIG: Page(hosted.file())}, kind)
    yield hosted.case("autoconfig")

    hosted = _Hosted(world, names)
    net.web(hosted.domain, {WELL_KNOWN: Page(hosted.file())})
    yield hosted.case("well-known")

    hosted = _Hosted(world, names)
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
    hosted = _Hosted(world, names)
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
    hosted = _Hosted(world, names)
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
    hosted = _Hosted(world, names)
    config = f"config.{names.hoster()}"
    world.net.web(config, {"/m.xml": Page(hosted.file())})
    world.zone.add(hosted.domain, "TXT", f'"mailconf=https://{config}/m.xml"')
    at_home = hosted.imap.host.endswith(hosted.domain)
    return hosted.case("mailconf in TXT", trusts=("A", "C") if at_home else ("C",))


def _swap(old: bytes, new: bytes) -> Callable[[_Hosted], bytes]:
    return lambda hosted: hosted.file().replace(old, new)


_SPELLINGS: dict[str, Callable[[_Hosted], bytes]] = {
    "with a BOM": lambda hosted: b"\xef\xbb\xbf" + hosted.file(),
    "with blank lines first": lambda hosted: b"\r\n \n" + hosted.file(),
    "without declaration": lambda hosted: hosted.file(head=" "),
    "with CRLF": lambda hosted: hosted.file().replace(b"\n", b"\r\n"),
    "with a bare ampersand": _swap(b"<displayName>", b"<displayName>Fish & Chips "),
    "with HTML entities": _swap(b"<displayName>", b"<displayName>F&uuml;r&nbsp;"),
    "in latin-1": lambda hosted: hosted.file(
        head='<?xml version="1.0" encoding="iso-8859-1"?>'
    ).replace(b"<displayName>", "<displayName>Grøn".encode("latin-1")),
    "with a namespace": _swap(b"<clientConfig ", b'<clientConfig xmlns="urn:x:autoconfig" '),
    "in capital letters": _swap(b"SSL", b"ssl"),
    "STARTSSL": _swap(b"STARTTLS", b"STARTSSL"),
    "with POP3 first": lambda hosted: hosted.file(_POP),
    "with plaintext first": lambda hosted: hosted.file(_PLAIN),
    "with strange types": lambda hosted: hosted.file(_STRANGE),
    "with a bad port": lambda hosted: hosted.file(Server("imap", "x.HOST", 99999, "tls")),
    "with an empty host": lambda hosted: hosted.file(Server("imap", "", 993, "tls")),
    "with an unknown placeholder": lambda hosted: hosted.file(
        Server("imap", "%REALHOST%.HOST", 993, "tls")
    ),
    "with authentication none": _swap(b"password-cleartext", b"none"),
    "with authentication plain": _swap(b"password-cleartext", b"plain"),
    "with white space": _swap(b"<hostname>", b"<hostname>\n   "),
    "with a full stop": _swap(b"</hostname>", b".</hostname>"),
    "with comments": _swap(b"<domain>", b"<!-- a -- b --><domain>".replace(b" -- ", b" - ")),
    "with CDATA": _swap(b"<displayName>Hoster", b"<displayName><![CDATA[Ho<st>er]]>"),
    "with %EMAILDOMAIN% in the host": lambda hosted: hosted.file().replace(
        hosted.domain.encode() + b"</hostname>", b"%EMAILDOMAIN%</hostname>"
    ),
    "with its oAuth2 block": _swap(
        b"</clientConfig>", b"<oAuth2><issuer>x.net</issuer></oAuth2></clientConfig>"
    ),
}
