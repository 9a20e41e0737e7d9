"""The address guard: nothing private is reached unless the administrator opened it."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import ip_address, ip_network

import pytest

from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.transport import dns_lookup
from mail.transport.guard import connect, is_permitted, open_connection, plaintext_allowed
from mail.transport.policy import Policy

CLOSED = Policy()
LOOPBACK = Policy(private_networks=(ip_network("127.0.0.0/8"), ip_network("::1/128")))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


def port_of(server: socket.socket) -> int:
    return int(server.getsockname()[1])


def refusal(host: str, port: int, policy: Policy, service: Service = Service.IMAP) -> MailError:
    with pytest.raises(MailError) as caught:
        open_connection(host, port, policy, service=service, timeout_s=2)
    return caught.value


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",
        "10.0.0.1",
        "100.64.0.1",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.0.9",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::808:808",
        "100::1",
        "2001::1",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:808:808::",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
    ],
)
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_permitted(ip_address(address), CLOSED)
    assert refusal(address, 993, CLOSED).code is Code.BLOCKED_PRIVATE


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "172.15.0.1",
        "172.32.0.1",
        "2001:4860:4860::8888",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_public_addresses_are_permitted(address: str) -> None:
    assert is_permitted(ip_address(address), CLOSED)


@pytest.mark.parametrize("address", ["10.1.2.3", "::ffff:10.1.2.3", "64:ff9b::a01:203"])
def test_an_opened_network_is_permitted_however_the_address_is_written(address: str) -> None:
    policy = Policy(private_networks=(ip_network("10.0.0.0/8"),))

    assert is_permitted(ip_address(address), policy)
    assert not is_permitted(ip_address("192.168.0.1"), policy)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "127.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "0x7f000001",
        "2130706433",
        "1.2.3.4.5",
        "127.0.0.1:993",
        "imap fjord.example",
        "imap\r\nfjord.example",
        "user@fjord.example",
        "-fjord.example",
        "a" * 254,
    ],
)
def test_what_is_no_host_name_is_never_looked_up(host: str) -> None:
    assert refusal(host, 993, CLOSED).code is Code.HOST_UNRESOLVED


@pytest.mark.parametrize("host", ["[127.0.0.1]", "127.0.0.1.", " 127.0.0.1 ", "①②⑦.0.0.1", "[::1]"])
def test_other_spellings_of_an_address_do_not_get_past(host: str) -> None:
    assert refusal(host, 993, CLOSED).code in {Code.BLOCKED_PRIVATE, Code.HOST_UNRESOLVED}


@pytest.mark.parametrize(
    ("service", "port"),
    [(Service.IMAP, 25), (Service.IMAP, 465), (Service.SMTP, 25), (Service.SMTP, 6379)],
)
def test_a_public_host_is_reached_on_the_ports_of_its_service_only(
    service: Service, port: int
) -> None:
    error = refusal("8.8.8.8", port, CLOSED, service)

    assert error.code is Code.BLOCKED_PRIVATE
    assert error.subject == "8.8.8.8"


def test_a_private_address_is_told_before_the_port_is_looked_at() -> None:
    assert refusal("127.0.0.1", 6379, CLOSED).code is Code.BLOCKED_PRIVATE


def test_an_opened_network_is_reached_on_any_port(listener: socket.socket) -> None:
    with open_connection(
        "127.0.0.1", port_of(listener), LOOPBACK, service=Service.SMTP, timeout_s=2
    ) as sock:
        assert sock.getpeername() == listener.getsockname()
        assert sock.gettimeout() == 2
        assert sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_an_opened_pair_is_reached_and_its_neighbour_is_not(listener: socket.socket) -> None:
    port = port_of(listener)
    policy = Policy(opened=frozenset({("127.0.0.1", port)}))

    open_connection("127.0.0.1", port, policy, service=Service.IMAP, timeout_s=2).close()

    assert refusal("127.0.0.1", port - 1, policy).code is Code.BLOCKED_PRIVATE


def test_a_name_is_looked_up_on_this_machine_only_when_it_is_opened(
    listener: socket.socket,
) -> None:
    port = port_of(listener)
    policy = Policy(opened=frozenset({("localhost", port)}))

    connect("localhost", port, policy, ports=(), timeout_s=2).close()

    assert refusal("localhost", port + 1, policy).code is Code.BLOCKED_PRIVATE


def test_a_closed_port_is_a_refusal() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = port_of(server)

    error = refusal("127.0.0.1", port, LOOPBACK)

    assert error.code is Code.REFUSED
    assert error.subject == "127.0.0.1"


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1", True),
        ("[::1]", True),
        ("localhost", True),
        ("::ffff:127.0.0.1", True),
        ("mail.corp.example", True),
        ("MAIL.corp.example.", True),
        ("10.0.0.1", False),
        ("imap.fjord.example", False),
        ("localhost.evil.example", False),
    ],
)
def test_no_encryption_only_on_this_machine_and_on_named_hosts(host: str, allowed: bool) -> None:
    policy = Policy(plaintext_hosts=frozenset({"mail.corp.example"}))

    assert plaintext_allowed(host, policy) is allowed


def test_an_address_that_keeps_silent_does_not_hold_up_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with socket.create_server(("127.0.0.2", 0)) as server, ExitStack() as stack:
        port = port_of(server)
        _keep_silent(stack, "127.0.0.5", port)
        _resolve_to(monkeypatch, "127.0.0.5", "127.0.0.2")
        started = time.monotonic()

        with connect("fjord.example", port, LOOPBACK, ports=(), timeout_s=6) as sock:
            assert sock.getpeername()[0] == "127.0.0.2"

        assert time.monotonic() - started < 3


def test_an_address_that_refuses_makes_way_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.2", 0)) as server:
        _resolve_to(monkeypatch, "127.0.0.1", "127.0.0.2")

        with connect("fjord.example", port_of(server), LOOPBACK, ports=(), timeout_s=6) as sock:
            assert sock.getpeername()[0] == "127.0.0.2"


def test_one_forbidden_address_of_several_forbids_them_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _resolve_to(monkeypatch, "127.0.0.2", "10.0.0.1")

    assert refusal("fjord.example", 993, LOOPBACK).code is Code.BLOCKED_PRIVATE


def test_a_host_all_of_whose_addresses_fail_is_told_by_the_most_telling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    _resolve_to(monkeypatch, "127.0.0.3", "127.0.0.4")

    assert refusal("fjord.example", 1, LOOPBACK).code is Code.REFUSED


def _keep_silent(stack: ExitStack, address: str, port: int) -> None:
    """Nobody answers there: the queue of connections is full."""
    stack.enter_context(socket.create_server((address, port), backlog=0))
    for _ in range(3):
        waiting = stack.enter_context(socket.socket())
        waiting.setblocking(False)
        waiting.connect_ex((address, port))


def _resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    found = tuple(ip_address(address) for address in addresses)
    monkeypatch.setattr(dns_lookup, "addresses", lambda *_: found)
