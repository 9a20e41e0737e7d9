"""One server, asked without a credential."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.transport.probe import probe
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.net import LOOPBACK, Net


@pytest.fixture
def net() -> Iterator[Net]:
    with Net() as net:
        yield net


def imap_starttls(connection: Connection) -> None:
    connection.send_line("* OK ready")
    connection.read_line()
    connection.send_line("* CAPABILITY IMAP4rev1")
    connection.send_line("a OK begin")
    connection.start_tls()
    connection.wait()


def smtp_starttls(connection: Connection) -> None:
    connection.send(b"220-fjord\r\n220 ready\r\n")
    connection.read_line()
    connection.send(b"250-fjord\r\n250-SIZE 1\r\n250 STARTTLS\r\n")
    connection.read_line()
    connection.send_line("220 go on")
    connection.start_tls()
    connection.wait()


@pytest.mark.parametrize(
    ("service", "script"), [(Service.IMAP, imap_starttls), (Service.SMTP, smtp_starttls)]
)
def test_a_server_with_starttls_is_upgraded_before_it_counts(
    net: Net, service: Service, script: Script
) -> None:
    server = net.server(script, implicit_tls=False)

    probe(endpoint(net, service, server), net.policy(), timeout_s=3)


@pytest.mark.parametrize(
    ("replies", "code"),
    [
        ([b"* OK ready\r\n", b"a NO not here\r\n"], Code.STARTTLS_MISSING),
        ([b"* OK ready\r\n", b"a OK go\r\na OK injected\r\n"], Code.PROTOCOL),
        ([b"* PREAUTH hello\r\n"], Code.PREAUTH),
        ([b"* BYE overloaded\r\n"], Code.BUSY),
        ([b"220 smtp\r\n"], Code.WRONG_SERVICE),
        ([b"* OK " + b"x" * 20_000], Code.TOO_MUCH),
        ([b""], Code.DROPPED),
    ],
)
def test_a_server_that_misbehaves_does_not_count(
    net: Net, replies: list[bytes], code: Code
) -> None:
    def script(connection: Connection) -> None:
        connection.send(replies[0])
        for reply in replies[1:]:
            connection.read_line()
            connection.send(reply)

    server = net.server(script, implicit_tls=False)

    with pytest.raises(MailError) as caught:
        probe(endpoint(net, Service.IMAP, server), net.policy(), timeout_s=3)

    assert caught.value.code is code


def endpoint(net: Net, service: Service, server: ScriptedServer) -> Endpoint:
    net.zone["imap.fjord.test", "A"] = LOOPBACK
    return Endpoint(service, "imap.fjord.test", server.port, Security.STARTTLS)
