"""Mail servers under the usual names that nobody may be offered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bench.discovery.case import Case, Expected
from bench.discovery.names import Names
from bench.discovery.world import World
from bench.internet.authority import ACCEPTABLE, Kind
from bench.internet.imap import Imap, ImapTalk
from bench.internet.machine import Says, Service
from bench.internet.smtp import Smtp, SmtpTalk


def cases(world: World, names: Names) -> Iterator[Case]:
    for kind in Kind:
        if kind not in ACCEPTABLE:
            yield _nothing(world, names, f"servers whose certificate is {kind}", {
                993: Imap(certificate=kind), 465: Smtp(certificate=kind),
                143: Imap(implicit_tls=False, certificate=kind),
                587: Smtp(implicit_tls=False, certificate=kind),
            })  # fmt: skip
    for name, words in _STRANGERS.items():
        for tls in (Kind.GOOD, None):
            ports = (993, 465) if tls else (143, 587)
            services: dict[int, Service] = {port: Says(words, tls) for port in ports}
            yield _nothing(world, names, f"{name}{' over TLS' if tls else ''}", services)
    for name, imap, smtp in _STARTTLS:
        plain: dict[int, Service] = {
            143: Imap(imap, implicit_tls=False), 587: Smtp(smtp, implicit_tls=False),
        }  # fmt: skip
        yield _nothing(world, names, name, plain)
    for name, imap, smtp in _ENCRYPTED:
        yield _nothing(world, names, name, {993: Imap(imap), 465: Smtp(smtp)})


_STRANGERS = {
    "POP3": b"+OK POP3 ready\r\n",
    "a web server": b"HTTP/1.1 400 Bad Request\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
    "silence": b"",
    "a line without end": b"* OK " + b"x" * 2_000_000,
    "binary": bytes(range(256)) * 64,
}
_STARTTLS = (
    ("STARTTLS that was stripped",
     ImapTalk(offers="IMAP4rev1 AUTH=PLAIN", starttls="TAG BAD unknown command\n"),
     SmtpTalk(offers=(), starttls="502 5.5.1 unknown command\n")),
    ("STARTTLS that is refused", ImapTalk(starttls="TAG NO not now\n"),
     SmtpTalk(starttls="454 4.7.0 not now\n")),
    ("PREAUTH", ImapTalk(greeting="* PREAUTH welcome\n"), SmtpTalk(greeting="554 no\n")),
    ("words after STARTTLS", ImapTalk(starttls="TAG OK begin\nTAG OK [CAPABILITY IMAP4rev1] hi\n"),
     SmtpTalk(starttls="220 go\n250 evil\n")),
)  # fmt: skip
_ENCRYPTED = (
    ("servers that say goodbye", ImapTalk(greeting="* BYE overloaded\n"),
     SmtpTalk(greeting="421 4.3.2 overloaded\n")),
    ("PREAUTH over TLS", ImapTalk(greeting="* PREAUTH welcome\n"), SmtpTalk(greeting="554 no\n")),
    ("servers that hang up", ImapTalk(greeting=""), SmtpTalk(greeting="")),
)  # fmt: skip


def _nothing(world: World, names: Names, name: str, services: Mapping[int, Service]) -> Case:
    """No pair may come of it; what is usual may still be written into the form."""
    domain = names.domain()
    world.mx(domain, f"mx1.{names.hoster()}")
    for host in ("imap", "smtp"):
        wanted = {993, 143} if host == "imap" else {465, 587}
        world.net.add(f"{host}.{domain}", {p: s for p, s in services.items() if p in wanted})
    expected = Expected(("not_found",), prefilled=True)
    return Case("hostile", name, f"{names.person()}@{domain}", expected)
