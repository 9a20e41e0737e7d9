"""Before anybody signs in: names, ports, certificates, and services of the wrong kind."""

from __future__ import annotations

from collections.abc import Iterator

from bench.discovery.diagnosis import greeting
from bench.discovery.diagnosis.fault import SECURE, Fault, login
from bench.discovery.diagnosis.there import There
from bench.discovery.names import Names
from bench.internet.authority import Kind
from bench.internet.imap import Imap
from bench.internet.machine import Closed, Says
from bench.internet.names import Manner
from bench.internet.net import Internet
from bench.internet.smtp import Smtp
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


def faults(net: Internet, names: Names) -> Iterator[Fault]:
    for service, ports in SECURE.items():
        for port in ports:
            there = There(net, names, service, port)
            yield from _unreachable(there)
            yield from _strangers(there)
            yield from _certificates(there)
            yield from greeting.busy(there)
        yield from greeting.starttls(
            There(net, names, service, 143 if service is Service.IMAP else 587)
        )
        yield from _forbidden(net, names, service)


def _unreachable(there: There) -> Iterator[Fault]:
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


def _strangers(there: There) -> Iterator[Fault]:
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


def _certificates(there: There) -> Iterator[Fault]:
    for kind, code in _CERTIFICATES.items():
        yield there.at(f"certificate: {kind}", {there.port: there.good(kind)}, code)
    chain = there.good(Kind.CHAIN)
    yield there.at("certificate with its chain", {there.port: chain})


def _forbidden(net: Internet, names: Names, service: Service) -> Iterator[Fault]:
    """Never a connection; the password stays here."""
    there = There(net, names, service, 993 if service is Service.IMAP else 465)
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
