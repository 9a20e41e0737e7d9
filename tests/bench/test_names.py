"""The made-up DNS answers as a real one does, and misbehaves only where it was told to."""

from __future__ import annotations

import time
from collections.abc import Iterator

import dns.exception
import dns.resolver
import pytest

from bench.internet.names import Manner
from bench.internet.net import Internet


@pytest.fixture
def net() -> Iterator[Internet]:
    with Internet() as net:
        net.zone.add("fjord.net", "MX", "10 mx.fjord.net.")
        net.zone.add("*.wild.net", "A", "5.10.9.9")
        net.zone.add("known.wild.net", "TXT", '"x"')
        yield net


def ask(net: Internet, name: str, kind: str, patience_s: float = 10.0) -> list[str]:
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = ["127.0.0.1"]
    resolver.port = net.resolver[1]
    resolver.timeout = patience_s
    answer = resolver.resolve(name, kind, lifetime=patience_s, raise_on_no_answer=False)
    return sorted(str(record) for record in answer.rrset or ())


def test_a_name_without_such_records_exists(net: Internet) -> None:
    assert ask(net, "fjord.net", "MX") == ["10 mx.fjord.net."]
    assert ask(net, "fjord.net", "A") == []
    with pytest.raises(dns.resolver.NXDOMAIN):
        ask(net, "gone.fjord.net", "A")


def test_a_wildcard_covers_names_that_are_not_there(net: Internet) -> None:
    assert ask(net, "any.thing.wild.net", "A") == ["5.10.9.9"]
    assert ask(net, "known.wild.net", "A") == []


def test_a_long_answer_comes_over_tcp(net: Internet) -> None:
    for number in range(100):
        net.zone.add("many.net", "MX", f"{number} mx{number}.a-rather-long-name.net.")
    assert len(ask(net, "many.net", "MX")) == 100


def test_the_second_answer_may_differ(net: Internet) -> None:
    net.zone.add("moving.net", "A", "5.10.1.1")
    net.zone.then("moving.net", "A", "127.0.0.1")
    assert [ask(net, "moving.net", "A") for _ in range(3)] == [
        ["5.10.1.1"], ["127.0.0.1"], ["127.0.0.1"]
    ]  # fmt: skip


def test_cnames_are_followed_and_a_ring_ends(net: Internet) -> None:
    net.zone.add("alias.net", "CNAME", "known.wild.net.")
    net.zone.add("ring.net", "CNAME", "ring.net.")
    assert ask(net, "alias.net", "TXT") == ['"x"']
    with pytest.raises((dns.exception.DNSException, ValueError)):
        ask(net, "ring.net", "TXT")
        raise ValueError("an empty answer is as good")


@pytest.mark.parametrize("manner", [Manner.SERVFAIL, Manner.SILENT, Manner.GARBAGE])
def test_a_name_misbehaves_with_all_below_it(net: Internet, manner: Manner) -> None:
    net.zone.misbehave("fjord.net", manner)
    for name in ("fjord.net", "mx.fjord.net"):
        with pytest.raises(dns.exception.DNSException):
            ask(net, name, "A", 0.5)


def test_an_answer_takes_a_round_trip(net: Internet) -> None:
    net.clockwork.round_trip_s = 0.2
    started = time.monotonic()
    ask(net, "fjord.net", "MX")
    assert 0.2 <= time.monotonic() - started < 0.35


def test_no_name_is_asked_of_anybody_else(net: Internet) -> None:
    ask(net, "fjord.net", "MX")
    assert net.zone.asked["fjord.net", "MX"] == 1
    assert net.connector.forbidden == []
