"""The certificate of a server is read for somebody to look at; nobody signs in for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import Code, MailError
from mail.core.pasted_certificate import read_certificate
from mail.transport.certificate import certificate_of
from mail.transport.policy import Policy
from tests.servers.ca import Authority
from tests.servers.scripted import Connection, ScriptedServer
from tests.transport.net import greeting
from tests.transport.talk import HOST, POLICY, heard


@pytest.fixture
def unknown() -> Iterator[Authority]:
    """An authority that nobody trusts."""
    with Authority() as authority:
        yield authority


def endpoint(
    server: ScriptedServer, service: Service = Service.IMAP, security: Security = Security.TLS
) -> Endpoint:
    return Endpoint(service, HOST, server.port, security)


def test_a_certificate_of_nobody_and_for_another_name_is_read(unknown: Authority) -> None:
    certificate = unknown.certificate("nas.fjord.example")
    with ScriptedServer(greeting("* OK hi"), certificate, implicit_tls=True) as server:
        der = certificate_of(endpoint(server), POLICY, timeout_s=3)
    assert read_certificate(der).names == ("nas.fjord.example",)
    assert heard(server) == b""


def test_one_that_ended_is_read_too(unknown: Authority) -> None:
    with ScriptedServer(
        greeting("* OK hi"), unknown.expired("a.example"), implicit_tls=True
    ) as server:
        assert certificate_of(endpoint(server), POLICY, timeout_s=3)


def imap(connection: Connection) -> None:
    connection.send_line("* OK ready")
    connection.read_line()
    connection.send_line("a OK begin")
    connection.start_tls()
    connection.wait()


def smtp(connection: Connection) -> None:
    connection.send_line("220 ready")
    connection.read_line()
    connection.send(b"250-fjord\r\n250 STARTTLS\r\n")
    connection.read_line()
    connection.send_line("220 go on")
    connection.start_tls()
    connection.wait()


@pytest.mark.parametrize(("service", "script"), [(Service.IMAP, imap), (Service.SMTP, smtp)])
def test_with_starttls_nothing_but_the_wish_for_it_is_said(
    unknown: Authority, service: Service, script: object
) -> None:
    certificate = unknown.certificate("a.example")
    with ScriptedServer(script, certificate, implicit_tls=False) as server:  # type: ignore[arg-type]
        asked = endpoint(server, service, Security.STARTTLS)
        assert read_certificate(certificate_of(asked, POLICY, timeout_s=3)).names == ("a.example",)
    assert b"STARTTLS" in heard(server)
    assert b"LOGIN" not in heard(server) and b"AUTH" not in heard(server)


def test_the_guard_stands_before_it(unknown: Authority) -> None:
    certificate = unknown.certificate("a.example")
    with ScriptedServer(greeting("* OK hi"), certificate, implicit_tls=True) as server:
        with pytest.raises(MailError) as problem:
            certificate_of(endpoint(server), Policy(), timeout_s=3)
    assert problem.value.code is Code.BLOCKED_PRIVATE


def test_a_server_without_encryption_has_none_to_show() -> None:
    with ScriptedServer(greeting("* OK hi")) as server:
        with pytest.raises(MailError) as problem:
            certificate_of(endpoint(server), POLICY, timeout_s=3)
    assert problem.value.code in {Code.TLS_EXPECTED_PLAIN, Code.TLS_FAILED}


def test_a_silent_server_is_not_waited_for_long(unknown: Authority) -> None:
    with ScriptedServer(lambda connection: connection.wait()) as server:
        with pytest.raises(MailError) as problem:
            certificate_of(endpoint(server), POLICY, timeout_s=0.3)
    assert problem.value.code is Code.TIMEOUT
