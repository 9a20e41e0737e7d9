"""The password canary hears a password wherever it goes, and knows where it may go."""

from __future__ import annotations

import base64
import socket
import ssl

import pytest

from bench.discovery.case import Case, Expected
from bench.discovery.run import Result, Runner
from bench.internet.authority import Kind
from bench.internet.canary import Ear, Watch, new_password
from bench.internet.net import Internet
from mail.core.discovery.presets import Preset
from mail.core.endpoint import Endpoint, Security, Service
from mail.core.errors import MailError
from mail.transport.imap_session import check_imap
from mail.transport.secret import Secret
from mail.transport.smtp_submission import check_smtp
from tests.bench.internet import HOST, internet, login, policy


def heard_of(password: str, *pieces: bytes) -> int:
    watch = Watch()
    watch.expect(password)
    ear = Ear(watch, HOST, 143)
    for piece in pieces:
        ear.hear(piece)
    return len(watch.forget(password))


@pytest.mark.parametrize("user", ["", "a", "an", "ann", "anna@fjord-mail.net"])
@pytest.mark.parametrize("extra", ["", "x", "xy", "æøå"])
def test_a_password_in_a_plain_response_is_heard_once(user: str, extra: str) -> None:
    password = new_password(extra)
    response = base64.b64encode(f"\0{user}\0{password}".encode())
    assert heard_of(password, b"AUTH PLAIN " + response + b"\r\n") == 1


def test_a_password_alone_in_base64_is_heard() -> None:
    password = new_password()
    assert heard_of(password, base64.b64encode(password.encode()) + b"\r\n") == 1


def test_a_password_in_two_packets_is_heard_once() -> None:
    password = new_password().encode()
    assert heard_of(password.decode(), b"a LOGIN anna " + password[:9], password[9:] + b"\r\n") == 1


def test_a_quoted_password_is_heard() -> None:
    password = new_password('"\\')
    quoted = password.replace("\\", "\\\\").replace('"', '\\"')
    assert heard_of(password, f'a LOGIN anna "{quoted}"\r\n'.encode()) == 1


def test_each_attempt_counts() -> None:
    password = new_password()
    line = f"a LOGIN anna {password}\r\n".encode()
    assert heard_of(password, line, line) == 2


def test_other_words_are_not_the_password() -> None:
    assert heard_of(new_password(), new_password().encode(), b"x" * 5000) == 0


@pytest.mark.parametrize(
    ("service", "port", "security"),
    [
        (Service.IMAP, 993, Security.TLS),
        (Service.IMAP, 143, Security.STARTTLS),
        (Service.SMTP, 465, Security.TLS),
        (Service.SMTP, 587, Security.STARTTLS),
    ],
)
def test_a_real_sign_in_is_heard_over_verified_tls(
    service: Service, port: int, security: Security
) -> None:
    check = check_imap if service is Service.IMAP else check_smtp
    with internet() as net:
        password = new_password()
        net.watch.expect(password)
        check(login(service, port, security), Secret(password), policy(net))
        (heard,) = net.watch.forget(password)
    assert (heard.host, heard.port, heard.encrypted) == (HOST, port, True)


def test_a_password_in_the_clear_is_heard_as_such() -> None:
    with internet() as net:
        password = new_password()
        net.watch.expect(password)
        plain = login(Service.IMAP, 143, Security.NONE)
        with pytest.raises(MailError):
            check_imap(plain, Secret(password), policy(net))
        assert net.watch.forget(password) == [], "Our own client says nothing in the clear."

        net.watch.expect(password)
        with socket.create_connection((net.address_of(HOST), 143), 5) as sock:
            sock.sendall(f"a LOGIN anna {password}\r\nb NOOP\r\n".encode())
            while b"b OK" not in sock.recv(4096):
                pass
        (heard,) = net.watch.forget(password)
    assert not heard.encrypted


def test_tls_that_nobody_can_verify_counts_as_the_clear() -> None:
    with internet(Kind.SELF_SIGNED) as net:
        password = new_password()
        net.watch.expect(password)
        careless = ssl.create_default_context()
        careless.check_hostname, careless.verify_mode = False, ssl.CERT_NONE
        raw = socket.create_connection((net.address_of(HOST), 993), 5)
        with careless.wrap_socket(raw, server_hostname=HOST) as sock:
            sock.sendall(f"a LOGIN anna {password}\r\nb NOOP\r\n".encode())
            while b"b OK" not in sock.recv(4096):
                pass
        (heard,) = net.watch.forget(password)
    assert not heard.encrypted


def test_a_password_in_a_question_to_the_dns_is_heard() -> None:
    with internet() as net:
        password = new_password()
        net.watch.expect(password)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.sendto(b"\0\0" + password.encode(), net.resolver)
            sock.settimeout(0.2)
            with pytest.raises(TimeoutError):
                sock.recv(512)
        assert [heard.host for heard in net.watch.forget(password)] == ["the DNS"]


@pytest.mark.parametrize(("hosts", "leaks"), [((HOST,), 0), (("imap.elsewhere.net",), 2)])
def test_a_password_at_a_host_that_the_case_does_not_expect_is_a_leak(
    hosts: tuple[str, ...], leaks: int
) -> None:
    with internet() as net:
        result = asked(net, *hosts)
    assert len(result.leaks) == leaks
    assert result.attempts == 2
    assert result.passed is not bool(leaks)


def asked(net: Internet, *hosts: str) -> Result:
    """A domain whose administrator sends everybody to :data:`HOST`, where *hosts* are expected."""
    imap = Endpoint(Service.IMAP, HOST, 993, Security.TLS)
    smtp = Endpoint(Service.SMTP, HOST, 465, Security.TLS)
    preset = Preset("firma.com", imap, smtp, "Ours")
    # Nothing is said about the endpoints but where the password may go.
    expected = Expected((), imap=[f"{host}:993:tls" for host in hosts])
    case = Case("table", "x", "anna@firma.com", expected, presets={"firma.com": preset})
    return Runner(net, {}).ask(case)
