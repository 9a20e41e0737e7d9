"""Before anybody signs in: names, ports, certificates, and services of the wrong kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from bench.discovery.diagnosis.fault import SECURE, Fault, login
from bench.discovery.names import Names
from bench.internet.authority import Kind
from bench.internet.imap import Imap, ImapTalk
from bench.internet.machine import Closed, Says
from bench.internet.machine import Service as Listening
from bench.internet.names import Manner
from bench.internet.net import Internet
from bench.internet.smtp import Smtp, SmtpTalk
from mail.core.endpoint import Security, Service

_CERTIFICATES = {
    Kind.WRONG_NAME: "tls_name_mismatch",
    Kind.EXPIRED: "tls_expired",
    Kind.NOT_YET_VALID: "tls_not_yet_valid",
    Kind.SELF_SIGNED: "tls_self_signed",
    Kind.UNTRUSTED: "tls_unknown_ca",
    Kind.MISSING_INTERMEDIATE: "tls_unknown_ca",
    Kind.OLD_TLS: "tls_too_old",
}
_OTHERS = {
    "POP3": b"+OK POP3 ready\r\n",
    "HTTP": b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n",
    "SSH": b"SSH-2.0-OpenSSH_9.2\r\n",
}
_GREETED = {Service.IMAP: b"220 mail ESMTP\r\n", Service.SMTP: b"* OK IMAP4rev1 ready\r\n"}

Make = Callable[[str, int], Listening]


def faults(net: Internet, names: Names) -> Iterator[Fault]:
    for service, ports in SECURE.items():
        for port in ports:
            there = _There(net, names, service, port)
            yield from _unreachable(there)
            yield from _strangers(there)
            yield from _certificates(there)
            yield from _busy(there)
        yield from _starttls(_There(net, names, service, 143 if service is Service.IMAP else 587))
        yield from _forbidden(net, names, service)


class _There:
    """Where a fault of this service and port is put up."""

    def __init__(self, net: Internet, names: Names, service: Service, port: int) -> None:
        self.net = net
        self.names = names
        self.service = service
        self.port = port
        self.implicit_tls = port in {993, 465}

    def host(self) -> str:
        return f"{self.service}.{self.names.hoster()}"

    def fault(self, name: str, host: str, *codes: str) -> Fault:
        username = f"anna@{host}"
        told = f"{self.service} {self.port}: {name}"
        return Fault(told, login(self.service, host, self.port, username), codes)

    def at(self, name: str, services: Mapping[int, Listening], *codes: str) -> Fault:
        host = self.host()
        self.net.add(host, services)
        return self.fault(name, host, *codes)

    def good(self, certificate: Kind = Kind.GOOD) -> Listening:
        server = Imap if self.service is Service.IMAP else Smtp
        return server(implicit_tls=self.implicit_tls, certificate=certificate)

    def says(self, words: bytes, *, then_close: bool = False) -> Listening:
        return Says(words, Kind.GOOD if self.implicit_tls else None, then_close)


def _unreachable(there: _There) -> Iterator[Fault]:
    net = there.net
    yield there.fault("no such host", there.host(), "host_unresolved")
    host = there.host()
    net.zone.add(host, "TXT", '"no address"')
    yield there.fault("a host without address", host, "host_unresolved")
    host = there.host()
    net.zone.misbehave(host, Manner.SERVFAIL)
    yield there.fault("the DNS fails", host, "dns_failed")
    yield there.at("nobody listens", {}, "refused")
    host = there.host()
    net.add(host, {}, silent=(there.port,))
    yield there.fault("packets are dropped", host, "timeout", "egress_blocked")
    for six in (False, True):
        host = there.host()
        net.add(host, {}, closed=Closed.UNREACHABLE, six=six)
        yield there.fault(f"no route, IPv{6 if six else 4}", host, "unreachable")
    host = there.host()
    net.add(host, {}, closed=Closed.UNREACHABLE, six=True)
    net.add(host, {there.port: there.good()})
    yield there.fault("no route by IPv6, but by IPv4", host)


def _strangers(there: _There) -> Iterator[Fault]:
    for name, words in _OTHERS.items():
        yield there.at(f"{name} answers", {there.port: there.says(words)}, "wrong_service")
    other = there.says(_GREETED[there.service])
    yield there.at("the other mail service answers", {there.port: other}, "wrong_service")
    hangs_up = there.says(b"", then_close=True)
    yield there.at("it hangs up at once", {there.port: hangs_up}, "dropped")
    silent = there.says(b"")
    yield there.at("it says nothing", {there.port: silent}, "timeout", "plain_expected_tls")
    if there.implicit_tls:
        plain = Imap(implicit_tls=False) if there.service is Service.IMAP else Smtp(
            implicit_tls=False
        )  # fmt: skip
        yield there.at("plain where TLS is expected", {there.port: plain}, "tls_expected_plain")
        web = Says(_OTHERS["HTTP"])
        yield there.at("plain HTTP where TLS is expected", {there.port: web},
                       "tls_expected_plain", "wrong_service")  # fmt: skip
    else:
        tls = Imap() if there.service is Service.IMAP else Smtp()
        yield there.at("TLS where plain is expected", {there.port: tls}, "plain_expected_tls")


def _certificates(there: _There) -> Iterator[Fault]:
    for kind, code in _CERTIFICATES.items():
        yield there.at(f"certificate: {kind}", {there.port: there.good(kind)}, code)
    chain = there.good(Kind.CHAIN)
    yield there.at("certificate with its chain", {there.port: chain})


def _busy(there: _There) -> Iterator[Fault]:
    imap = there.service is Service.IMAP
    for words, *codes in _IMAP_GREETINGS if imap else _SMTP_GREETINGS:
        server: Listening
        if imap:
            server = Imap(ImapTalk(greeting=words), implicit_tls=there.implicit_tls)
        else:
            server = Smtp(SmtpTalk(greeting=words), implicit_tls=there.implicit_tls)
        fault = there.at(f"greeting {words.strip()}", {there.port: server}, *codes)
        yield replace(fault, quotes=words.split()[-1])


_IMAP_GREETINGS = (
    ("* BYE server overloaded\n", "busy"),
    ("* BYE [UNAVAILABLE] backend down\n", "busy", "auth_temporary"),
    ("* BYE Too many connections from your address\n", "ip_blocked", "too_many_connections"),
    ("* BYE your address is blacklisted\n", "ip_blocked"),
)
_SMTP_GREETINGS = (
    ("421 4.3.2 service shutting down\n", "busy"),
    ("554 4.3.2 system not accepting messages\n", "busy"),
    ("421 4.7.0 too many concurrent sessions\n", "busy", "too_many_connections", "rate_limited",
     "ip_blocked"),
    ("554 5.7.1 client host blocked using zen.spamhaus.org\n", "ip_blocked"),
    ("554 5.7.1 your address is blacklisted\n", "ip_blocked"),
)  # fmt: skip


def _starttls(there: _There) -> Iterator[Fault]:
    talks: tuple[tuple[str, ImapTalk, SmtpTalk, tuple[str, ...]], ...] = (
        ("stripped", ImapTalk(offers="IMAP4rev1 AUTH=PLAIN", starttls="TAG BAD unknown\n"),
         SmtpTalk(offers=("AUTH PLAIN LOGIN",), starttls="502 5.5.1 unknown\n"),
         ("starttls_missing",)),
        ("refused", ImapTalk(starttls="TAG NO not now\n"), SmtpTalk(starttls="454 4.7.0 no\n"),
         ("starttls_refused",)),
        ("called bad", ImapTalk(starttls="TAG BAD no\n"), SmtpTalk(starttls="501 5.5.4 no\n"),
         ("starttls_refused", "starttls_missing")),
        ("with words after it", ImapTalk(starttls="TAG OK go\nTAG OK [CAPABILITY IMAP4rev1] hi\n"),
         SmtpTalk(starttls="220 go\n250 evil\n"),
         ("tls_failed", "protocol", "starttls_refused", "preauth", "wrong_service")),
        ("hangs up at it", ImapTalk(starttls=""), SmtpTalk(starttls=""), ("dropped",)),
    )  # fmt: skip
    for name, imap, smtp, codes in talks:
        server: Listening = (
            Imap(imap, implicit_tls=False)
            if there.service is Service.IMAP
            else Smtp(smtp, implicit_tls=False)
        )
        yield there.at(f"STARTTLS {name}", {there.port: server}, *codes)
    if there.service is Service.IMAP:
        server = Imap(ImapTalk(greeting="* PREAUTH hello\n"), implicit_tls=False)
        yield there.at("PREAUTH", {there.port: server}, "preauth")


def _forbidden(net: Internet, names: Names, service: Service) -> Iterator[Fault]:
    """Never a connection; the password stays here."""
    there = _There(net, names, service, 993 if service is Service.IMAP else 465)
    for address in ("127.0.0.1", "10.0.0.5", "169.254.169.254", "100.64.0.1"):
        host = there.host()
        net.zone.add(host, "A", address)
        yield there.fault(f"the name leads to {address}", host, "blocked_private")
        yield there.fault(f"{address} itself", address, "blocked_private")
    for port in (22, 25, 80, 6379):
        host = there.host()
        net.add(host, {})
        odd = login(service, host, port, "anna", Security.TLS)
        yield Fault(f"{service} on port {port}", odd, ("blocked_port", "blocked_private"))
    host = there.host()
    net.mail(host)
    plain = login(service, host, 143 if service is Service.IMAP else 587, "a", Security.NONE)
    yield Fault(f"{service} in the clear", plain, ("plaintext_forbidden",))
