"""Finding the servers of an address, against a DNS and servers of our own."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from mail.core.discovery.presets import Preset
from mail.core.discovery.result import Candidate, Discovery, Outcome, Source, TrailEntry, Trust
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service
from mail.core.errors import Code
from mail.transport.discover import discover
from mail.transport.policy import Policy
from mail.transport.search import Search
from tests.servers.scripted import ScriptedServer
from tests.transport.net import LOOPBACK, NAMES, Net, greeting


@pytest.fixture
def net() -> Iterator[Net]:
    with Net() as net:
        yield net


def pair(discovery: Discovery) -> tuple[str, str]:
    best = discovery.candidates[0]
    return best.imap.endpoint.host, best.smtp.endpoint.host


def test_a_preset_needs_no_network() -> None:
    imap = Endpoint(Service.IMAP, "127.0.0.1", 1143, Security.NONE)
    preset = Preset("fjord.test", imap, replace(imap, service=Service.SMTP), "Sample")

    found = discover("anna@fjord.test", Policy(), presets={"fjord.test": preset})

    assert found.outcome is Outcome.FOUND
    assert found.candidates[0].source is Source.PRESET
    assert found.provider == "Sample"


def test_a_known_provider_needs_no_network() -> None:
    found = discover(" Anna@GMAIL.com ", Policy())

    assert found.address == "Anna@gmail.com"
    assert (found.candidates[0].trust, found.provider) == (Trust.A, "Gmail")


@pytest.mark.parametrize(
    ("address", "code"),
    [("anna", Code.ADDRESS_INVALID), ("anna@proton.me", Code.PROVIDER_NO_IMAP)],
)
def test_what_cannot_work_is_refused_at_once(address: str, code: Code) -> None:
    found = discover(address, Policy())

    assert (found.outcome, found.code, found.candidates) == (Outcome.REFUSED, code, ())


def test_a_domain_that_does_not_exist(net: Net) -> None:
    net.zone["other.test", "A"] = LOOPBACK

    found = net.found()

    assert (found.outcome, found.code) == (Outcome.REFUSED, Code.DOMAIN_UNKNOWN)


@pytest.mark.parametrize("zone", [{("fjord.test", "MX"): ["0 ."]}, {("fjord.test", "TXT"): ["x"]}])
def test_a_domain_that_takes_no_mail(net: Net, zone: dict[tuple[str, str], list[str]]) -> None:
    net.zone |= zone

    found = net.found()

    assert (found.outcome, found.code) == (Outcome.REFUSED, Code.DOMAIN_NO_MAIL)


def test_a_dns_that_fails_is_not_a_domain_that_is_wrong(net: Net) -> None:
    found = discover("anna@fjord.test", net.policy(failing=frozenset({"fjord.test"})))

    assert (found.outcome, found.code) == (Outcome.NETWORK_DOWN, Code.DNS_FAILED)


def test_a_listed_exchanger_answers_for_somebodys_own_domain(net: Net) -> None:
    net.zone["fjord.test", "MX"] = ["1 aspmx.l.google.com."]

    found = net.found()

    assert pair(found) == ("imap.gmail.com", "smtp.gmail.com")
    assert found.candidates[0].trust is Trust.B
    assert found.candidates[0].imap.username == "anna@fjord.test"
    assert found.provider == "Google Workspace"


def test_an_exchanger_of_a_provider_without_imap_settles_it(net: Net) -> None:
    net.zone["fjord.test", "MX"] = ["10 mail.protonmail.ch."]

    found = net.found()

    assert (found.code, found.provider) == (Code.PROVIDER_NO_IMAP, "Proton Mail")


def test_srv_records_are_believed_when_their_servers_answer(net: Net) -> None:
    imap, smtp = net.server(greeting("* OK ready")), net.server(greeting("220 ready"))
    net.zone |= {
        ("fjord.test", "A"): LOOPBACK,
        ("imap.fjord.test", "A"): LOOPBACK,
        ("mail.fjord.test", "A"): LOOPBACK,
        ("_imaps._tcp.fjord.test", "SRV"): [f"0 1 {imap.port} imap.fjord.test."],
        ("_submissions._tcp.fjord.test", "SRV"): [f"0 1 {smtp.port} mail.fjord.test."],
    }

    found = net.found()

    assert pair(found) == ("imap.fjord.test", "mail.fjord.test")
    assert (found.candidates[0].source, found.candidates[0].trust) == (Source.SRV, Trust.A)


def test_srv_records_that_lead_to_a_stranger_need_confirmation(net: Net) -> None:
    imap, smtp = net.server(greeting("* OK ready")), net.server(greeting("220 ready"))
    net.zone |= {
        ("fjord.test", "A"): LOOPBACK,
        ("list.test", "A"): LOOPBACK,
        ("_imaps._tcp.fjord.test", "SRV"): [f"0 1 {imap.port} list.test."],
        ("_submissions._tcp.fjord.test", "SRV"): [f"0 1 {smtp.port} list.test."],
    }

    assert net.found().candidates[0].trust is Trust.C


def test_usual_names_are_offered_when_they_answer(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessable(net, monkeypatch, "* OK ready", "220 ready")

    found = net.found()

    assert pair(found) == ("imap.fjord.test", "mail.fjord.test")
    assert (found.candidates[0].source, found.candidates[0].trust) == (Source.GUESS, Trust.A)


@pytest.mark.parametrize(
    ("imap", "smtp"),
    [("+OK pop ready", "220 ready"), ("* OK ready", "* OK ready"), ("* PREAUTH hi", "220 ready")],
)
def test_a_name_where_something_else_answers_is_not_offered(
    net: Net, monkeypatch: pytest.MonkeyPatch, imap: str, smtp: str
) -> None:
    guessable(net, monkeypatch, imap, smtp)

    found = net.found()

    assert (found.outcome, found.code) == (Outcome.NOT_FOUND, Code.NOT_FOUND)


def test_a_name_with_somebody_elses_certificate_is_offered_by_its_own_and_after_a_question(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessable(net, monkeypatch, "* OK ready", "220 ready")
    net.zone["imap.berg.test", "A"] = net.zone["smtp.berg.test", "A"] = LOOPBACK
    net.zone["berg.test", "MX"] = ["10 mx.berg.test."]

    found = net.found("anna@berg.test")

    assert "tls_name_mismatch" in {entry.result for entry in found.trail}
    assert {one.imap.endpoint.host for one in found.candidates} <= set(NAMES)
    assert found.candidates[0].trust is Trust.C


def test_a_certificate_for_names_that_are_not_there_leads_nowhere(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessable(net, monkeypatch, "* OK ready", "220 ready")
    for name in NAMES:
        net.zone.pop((name, "A"), None)
    net.zone["imap.berg.test", "A"] = net.zone["smtp.berg.test", "A"] = LOOPBACK
    net.zone["berg.test", "MX"] = ["10 mx.berg.test."]

    assert net.found("anna@berg.test").outcome is Outcome.NOT_FOUND


def test_an_internal_server_is_named_as_the_reason(net: Net) -> None:
    net.zone |= {("fjord.test", "A"): ["10.0.0.1"], ("imap.fjord.test", "A"): ["10.0.0.1"]}

    assert net.found().code is Code.BLOCKED_PRIVATE


@pytest.mark.parametrize("host", ["localhost", "mail", "imap.fjord.local", "2130706433"])
def test_a_name_that_only_a_private_network_knows_is_not_offered(host: str) -> None:
    imap = Endpoint(Service.IMAP, host, 993, Security.TLS)
    smtp = replace(imap, service=Service.SMTP, port=465)
    named = Candidate(Login(imap, "a"), Login(smtp, "a"), Source.AUTOCONFIG, Trust.A)

    search = Search("anna@fjord.test", Policy(), None, time.monotonic(), seed=(named,))
    search.run()

    assert search.board.offers() == ()
    assert search.problem().code is Code.BLOCKED_PRIVATE


def test_a_server_that_is_probed_as_a_guess_is_not_probed_again_for_a_file(
    net: Net, monkeypatch: pytest.MonkeyPatch
) -> None:
    guessable(net, monkeypatch, "* OK ready", "220 ready")
    search = Search("anna@fjord.test", net.policy(), None, time.monotonic() + 5)
    search.run()
    guessed = search.board.offers()[0]

    again = Search("anna@fjord.test", net.policy(), None, time.monotonic() + 5)
    again._asked = set(search._asked)
    again._offer((replace(guessed, source=Source.AUTOCONFIG),))

    assert again._asked == search._asked


def test_nobody_is_told_a_name_or_a_password(net: Net, monkeypatch: pytest.MonkeyPatch) -> None:
    imap, smtp = guessable(net, monkeypatch, "* OK ready", "220 ready")

    net.found()

    assert set(imap.received + smtp.received) <= {
        b"c CAPABILITY\r\n",
        b"z LOGOUT\r\n",
        b"EHLO localhost\r\n",
        b"QUIT\r\n",
    }


def guessable(
    net: Net, monkeypatch: pytest.MonkeyPatch, imap: str, smtp: str
) -> tuple[ScriptedServer, ScriptedServer]:
    """Servers on what are the usual ports for the time of this test."""
    servers = net.server(greeting(imap)), net.server(greeting(smtp))
    for service, server in zip((Service.IMAP, Service.SMTP), servers, strict=True):
        monkeypatch.setitem(DEFAULT_PORTS, (service, Security.TLS), server.port)
        monkeypatch.setitem(DEFAULT_PORTS, (service, Security.STARTTLS), closed_port())
    net.zone |= {
        ("fjord.test", "MX"): ["10 mx.fjord.test."],
        ("imap.fjord.test", "A"): LOOPBACK,
        ("mail.fjord.test", "A"): LOOPBACK,
    }
    return servers


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def test_progress_tells_what_the_trail_keeps(net: Net) -> None:
    net.zone["fjord.test", "MX"] = ["1 aspmx.l.google.com."]
    heard: list[TrailEntry] = []

    found = discover("anna@fjord.test", net.policy(), on_progress=heard.append)

    assert tuple(heard) == found.trail
    assert ("mx", "fjord.test", "found") in {(e.source, e.target, e.result) for e in heard}


def test_a_deadline_ends_the_search_whatever_is_still_open(net: Net) -> None:
    policy = net.policy(silent=frozenset({"fjord.test"}))

    found = discover("anna@fjord.test", policy, deadline_s=0.3)

    assert found.candidates == ()
    assert "unfinished" in {entry.result for entry in found.trail}
