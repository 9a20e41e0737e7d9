"""What all groups live in: the large providers' servers, a list of providers, and web sites."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable
from pathlib import Path

from bench.discovery import facts
from bench.discovery.files import Server, autoconfig
from bench.discovery.names import Names
from bench.internet.authority import Kind
from bench.internet.net import Internet
from bench.internet.web import ANY, Page, redirect

ISPDB_HOST = "ispdb.bench-mirror.net"
AUTOCONFIG = "/mail/config-v1.1.xml"
WELL_KNOWN = "/.well-known/autoconfig/mail/config-v1.1.xml"
HOME = Page(b"<!doctype html><html><head><title>Welcome</title></head><body><p>Hi<br></body>",
            headers={"Content-Type": "text/html"})  # fmt: skip


class World:
    def __init__(self, net: Internet) -> None:
        self.net = net
        self.zone = net.zone
        self._directory = tempfile.TemporaryDirectory(prefix="crm-inbox-ispdb-")
        self._listed: dict[str, Page] = {}
        net.web(ISPDB_HOST, self._listed)
        self._lay_out_providers()

    @property
    def ispdb(self) -> dict[str, str]:
        return {"mirror": f"https://{ISPDB_HOST}/v1.1/", "directory": self._directory.name}

    def close(self) -> None:
        self._directory.cleanup()

    def list_in_ispdb(self, domains: Collection[str], servers: Iterable[Server]) -> None:
        """In the mirror under each of *domains*, in the directory as one file of the first."""
        body = autoconfig(domains, servers)
        for domain in domains:
            self._listed[f"/v1.1/{domain}"] = Page(body)
        (Path(self._directory.name) / f"{next(iter(domains))}.xml").write_bytes(body)

    def mx(self, domain: str, *hosts: str) -> None:
        """Mail exchangers in their order; they need not have an address for us."""
        for number, host in enumerate(hosts, 1):
            self.zone.add(domain, "MX", f"{number * 10} {host}.")

    def website(self, domain: str, names: Names) -> None:
        """One of the things that a domain shows to browsers: most of them know no mail servers."""
        match names.random.randrange(6):
            case 0:
                self.net.add(domain, {})
            case 1:
                self.net.web(domain, {ANY: HOME})
            case 2:
                self.net.web(domain, {}, Kind.WRONG_NAME)
            case 3:
                www = f"www.{domain}"
                self.net.web(domain, {ANY: redirect(f"https://{www}/")})
                self.net.web(www, {ANY: HOME})
            case 4:
                self.net.web(domain, {})
            case _:
                self.zone.add(domain, "TXT", '"v=spf1 mx -all"')

    def hosted_domain(self, names: Names, ending: str = "") -> str:
        """A domain with a web site and a mail exchanger at a hoster that nobody lists."""
        domain = names.domain(ending)
        self.website(domain, names)
        self.mx(domain, f"mx1.{names.hoster()}")
        return domain

    def _lay_out_providers(self) -> None:
        ports: dict[str, set[int]] = {}
        for fact in (*facts.own(), *facts.hosted()):
            for endpoint in (*fact.imap, *fact.smtp):
                host, port, _ = endpoint.split(":")
                ports.setdefault(host, set()).add(int(port))
        for host, served in ports.items():
            self.net.mail(host, sorted(served), shared=True)
