"""What is publicly known about mail providers, gathered for the bench and not from the product.

One line each, in ``own.txt`` for their own domains and in ``hosted.txt`` for those of others:

    domains ; IMAP hosts ; SMTP hosts ; user name ; what to ask for

Several hosts are all right. A host may be followed by the ports that it serves (993 for IMAP, 465
and 587 for SMTP unless said). User name: ``address``, ``local`` or ``either``. What to ask for:
``password``, ``app`` (a password made for programs), ``oauth``, or ``hint`` (a password, and words
about what to switch on or which password to use); OAuth is always as good as an app password.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent

REFUSED_DOMAINS = (
    "proton.me protonmail.com pm.me protonmail.ch tuta.com tutanota.com tutanota.de tutamail.com "
    "tuta.io keemail.me hey.com i.ua"
).split()
REFUSED_MX = (
    "mail.protonmail.ch mailsec.protonmail.ch mail.tutanota.de work-mx.app.hey.com"
).split()
GATEWAYS = (
    "mx0a-{n}.pphosted.com eu-smtp-inbound-1.mimecast.com d{n}.ess.barracudanetworks.com "
    "esa1.hc{n}.iphmx.com mx1-us1.ppe-hosted.com mx10.mailspamprotection.com"
).split()
TYPOS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "hotmial.com": "hotmail.com",
    "outlok.com": "outlook.com", "yaho.com": "yahoo.com", "iclod.com": "icloud.com",
    "gnail.com": "gmail.com", "gmail.con": "gmail.com",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """*names* are domains or, for hosted mail, mail exchangers; endpoints as written elsewhere."""

    names: tuple[str, ...]
    imap: frozenset[str]
    smtp: frozenset[str]
    username: str
    ask: str


def own() -> Iterator[Fact]:
    return map(_fact, (_HERE / "own.txt").read_text().splitlines())


def hosted() -> Iterator[Fact]:
    return map(_fact, (_HERE / "hosted.txt").read_text().splitlines())


def _fact(line: str) -> Fact:
    names, imap, smtp, username, ask = (part.strip() for part in line.split(" ; "))
    return Fact(
        tuple(names.split()),
        frozenset(_endpoints(imap, "993")),
        frozenset(_endpoints(smtp, "465,587")),
        username,
        ask,
    )


def _endpoints(hosts: str, usual: str) -> Iterator[str]:
    for text in hosts.split():
        host, _, ports = text.partition(",")
        for port in (ports or usual).split(","):
            yield f"{host}:{port}:{'starttls' if port == '587' else 'tls'}"
