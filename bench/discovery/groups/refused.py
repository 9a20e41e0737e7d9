"""Addresses for which there can be no servers, and the reason that a person has to be told."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery import facts
from bench.discovery.case import Case, Expected
from bench.discovery.files import Server, autoconfig
from bench.discovery.names import Names
from bench.discovery.world import AUTOCONFIG, World
from bench.internet.names import Manner
from bench.internet.web import Page

_INVALID = (
    "", "anna", "anna@", "@firma.de", "anna@firma", "a b@firma.de", "anna@@firma.de",
    "anna@firma..de", "anna@-firma.de", "anna@firma.de\r\nBcc: x@y.de", "anna@1.2.3.4",
    "anna@[127.0.0.1]", "anna@" + "a" * 64 + ".de", "anna@" + "a." * 130 + "de", ".anna@firma.de",
    "anna@firma_.de", "anna@\x00.de", "x" * 65 + "@firma.de", "anna@[::1]", "anna@127.1",
)  # fmt: skip
_SPECIAL = ("local", "localhost", "internal", "home.arpa", "lan", "test", "invalid", "onion")
_IMAP = Server("imap", "imap.HOST", 993, "tls")
_POP = Server("pop3", "pop.HOST", 995, "tls")
_SMTP = Server("smtp", "smtp.HOST", 465, "tls")


def cases(world: World, names: Names) -> Iterator[Case]:
    for text in _INVALID:
        yield _case(repr(text[:30]), text, "address_invalid")
    for ending in _SPECIAL:
        yield _case(f".{ending}", f"anna@firma.{ending}")
    for domain in facts.REFUSED_DOMAINS:
        yield _case(domain, f"anna@{domain}", "provider_no_imap")
    for domain, meant in facts.TYPOS.items():
        expected = Expected(("refused",), ("domain_unknown", "address_invalid"), suggests=meant)
        yield Case("refused", domain, f"anna@{domain}", expected)
    yield from _by_mx(world, names)
    yield from _by_dns(world, names)
    yield from _by_file(world, names)


def _by_mx(world: World, names: Names) -> Iterator[Case]:
    for host in facts.REFUSED_MX:
        for _ in range(2):
            domain = names.domain()
            world.website(domain, names)
            world.mx(domain, host)
            yield _case(f"MX {host}", f"anna@{domain}", "provider_no_imap")


def _by_dns(world: World, names: Names) -> Iterator[Case]:
    unknown = [names.domain() for _ in range(5)]
    for domain in unknown:
        yield _case("NXDOMAIN", f"anna@{domain}", "domain_unknown")
    for records in ({"MX": "0 ."}, {"TXT": '"nothing"'}, {"MX": "10 localhost."}) * 2:
        domain = names.domain()
        for kind, text in records.items():
            world.zone.add(domain, kind, text)
        yield _case(f"no mail: {records}", f"anna@{domain}", "domain_no_mail")
    null_with_site = names.domain()
    world.website(null_with_site, names)
    world.zone.add(null_with_site, "MX", "0 .")
    yield _case("null MX beside a site", f"anna@{null_with_site}", "domain_no_mail")
    for manner in (Manner.SERVFAIL, Manner.SILENT, Manner.REFUSED, Manner.GARBAGE) * 2:
        domain = names.domain()
        world.zone.misbehave(domain, manner)
        expected = Expected(("network_down",), ("dns_failed",))
        yield Case("refused", f"DNS {manner}", f"anna@{domain}", expected)


def _by_file(world: World, names: Names) -> Iterator[Case]:
    plain = (Server("imap", "imap.HOST", 143, "none"), Server("smtp", "smtp.HOST", 25, "none"))
    for servers, code in (((_POP, _SMTP), "provider_pop_only"),
                          (plain, "provider_plaintext_only")) * 2:  # fmt: skip
        domain = world.hosted_domain(names)
        world.net.web(f"autoconfig.{domain}", {AUTOCONFIG: Page(_file(domain, servers))})
        yield _case(code, f"anna@{domain}", code, outcomes=("refused", "not_found"))
        listed = world.hosted_domain(names)
        world.list_in_ispdb((listed,), servers)
        expected = Expected(("refused", "not_found"), (code,))
        yield Case("refused", f"{code}, listed", f"anna@{listed}", expected, ispdb="mirror")


def _file(domain: str, servers: tuple[Server, ...]) -> bytes:
    return autoconfig((domain,), servers).replace(b"HOST", domain.encode())


def _case(name: str, address: str, *codes: str, outcomes: tuple[str, ...] = ("refused",)) -> Case:
    return Case("refused", name, address, Expected(outcomes, codes))
