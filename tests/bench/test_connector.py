"""The connector leads to machines of the bench, and counts whoever wants to go elsewhere."""

from __future__ import annotations

import socket
import time
from errno import ENETUNREACH

import pytest

from bench.internet.machine import Closed
from bench.internet.net import Internet
from mail.core.endpoint import Security, Service
from mail.core.errors import Code, MailError
from mail.transport import guard
from mail.transport.imap_session import check_imap
from mail.transport.secret import Secret
from tests.bench.internet import HOST, internet, login, policy


def test_a_name_is_found_by_the_engine_at_its_public_address() -> None:
    with internet() as net:
        sock = guard.open_connection(HOST, 143, policy(net), service=Service.IMAP, timeout_s=5)
        with sock:
            assert sock.getpeername() == (net.address_of(HOST), 143)
            assert sock.recv(100).startswith(b"* OK")
        assert net.connector.forbidden == []


@pytest.mark.parametrize("address", ["5.11.12.13", "127.0.0.1", "10.0.0.5", "169.254.169.254"])
def test_an_address_that_nobody_has_is_refused_and_counted(address: str) -> None:
    with internet() as net:
        with pytest.raises(OSError) as refused:
            socket.create_connection((address, 993), 1)
        assert refused.value.errno == ENETUNREACH
        assert net.connector.forbidden == [f"{address} port 993"]


@pytest.mark.parametrize("port", [22, 25, 80, 6379])
def test_a_port_that_is_not_for_mail_is_refused_and_counted(port: int) -> None:
    with internet() as net:
        address = net.address_of(HOST)
        with pytest.raises(OSError):
            socket.create_connection((address, port), 1)
        assert net.connector.forbidden == [f"{address} port {port}"]


def test_the_system_s_resolver_is_counted() -> None:
    with internet() as net:
        socket.getaddrinfo("localhost", 80)
        assert net.connector.forbidden == ["the system's resolver was asked for localhost"]


def test_what_goes_past_the_connector_is_counted() -> None:
    with internet() as net, socket.socket() as sock:
        sock.settimeout(0.1)
        assert sock.connect_ex(("127.0.0.1", 1))
        assert net.connector.forbidden == ["socket.connect to 127.0.0.1 port 1"]


def test_a_packet_to_another_resolver_is_counted() -> None:
    with internet() as net, socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.sendto(b"x", ("127.0.0.1", 9))
        assert net.connector.forbidden == ["socket.sendto to 127.0.0.1 port 9"]


def test_sockets_are_as_before_afterwards() -> None:
    with internet():
        assert "connect" in vars(socket.socket)
    assert "connect" not in vars(socket.socket)
    assert "getpeername" not in vars(socket.socket)


@pytest.mark.parametrize(
    ("closed", "code"),
    [(Closed.REFUSED, Code.REFUSED), (Closed.SILENT, Code.TIMEOUT),
     (Closed.UNREACHABLE, Code.UNREACHABLE)],
)  # fmt: skip
def test_a_closed_port_fails_as_in_the_world(closed: Closed, code: Code) -> None:
    with internet() as net:
        net.add("closed.fjord-mail.net", {}, closed=closed)
        with pytest.raises(MailError) as failed:
            guard.open_connection(
                "closed.fjord-mail.net", 993, policy(net), service=Service.IMAP, timeout_s=0.3
            )
        assert failed.value.code is code


def seconds_to_sign_in(net: Internet, round_trip_s: float) -> float:
    net.clockwork.round_trip_s = round_trip_s
    started = time.monotonic()
    there = login(Service.IMAP, 993, Security.TLS)
    check_imap(there, Secret("x"), policy(net), timeout_s=20)
    return time.monotonic() - started


def test_latency_costs_every_round_trip_and_changes_nothing_else() -> None:
    with internet() as net:
        near, far = seconds_to_sign_in(net, 0), seconds_to_sign_in(net, 0.1)
    # Name, connecting, TLS and greeting, CAPABILITY, AUTHENTICATE (two), CAPABILITY, ID, EXAMINE.
    assert near + 0.7 < far < near + 2.0


def test_a_connection_takes_a_round_trip_and_so_does_an_answer_of_the_dns() -> None:
    with internet() as net:
        net.clockwork.round_trip_s = 0.2
        started = time.monotonic()
        sock = socket.create_connection((net.address_of(HOST), 143), 5)
        connected = time.monotonic()
        assert sock.recv(100).startswith(b"* OK")
        greeted = time.monotonic()
        sock.close()
    assert 0.2 <= connected - started < 0.35
    assert 0.2 <= greeted - connected < 0.4


def test_patience_shorter_than_the_way_is_a_timeout() -> None:
    with internet() as net:
        net.clockwork.round_trip_s = 0.5
        with pytest.raises(TimeoutError):
            socket.create_connection((net.address_of(HOST), 143), 0.1)
