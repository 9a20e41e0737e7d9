"""Servers that greet with a refusal, or spoil STARTTLS."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bench.discovery.diagnosis.fault import Fault
from bench.discovery.diagnosis.there import There
from bench.internet.imap import Imap, ImapTalk
from bench.internet.machine import Service as Listening
from bench.internet.smtp import Smtp, SmtpTalk
from mail.core.endpoint import Service


def busy(there: There) -> Iterator[Fault]:
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


def starttls(there: There) -> Iterator[Fault]:
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
