"""What is looked up, what wins, and when waiting ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mail.core.discovery.guesses import best_guess, guess_endpoints, guess_hosts, prefill
from mail.core.discovery.plan import (
    Lookup,
    LookupKind,
    first_lookups,
    guess_lookups,
    known,
    lookups_after_mx,
    may_beat,
    probe_lookup,
)
from mail.core.discovery.presets import Preset
from mail.core.discovery.records import MxRecord
from mail.core.discovery.result import Candidate, Source, Trust
from mail.core.endpoint import DEFAULT_PORTS, Endpoint, Login, Security, Service
from mail.core.errors import Code, MailError

ANNA = "anna@fjord.example"


def candidate(
    source: Source, host: str = "imap.fjord.example", trust: Trust = Trust.A
) -> Candidate:
    imap = Endpoint(Service.IMAP, host, 993, Security.TLS)
    smtp = Endpoint(Service.SMTP, "smtp.fjord.example", 465, Security.TLS)
    return Candidate(Login(imap, ANNA), Login(smtp, ANNA), source, trust)


def test_the_administrators_preset_wins_over_the_table() -> None:
    imap = Endpoint(Service.IMAP, "mail.corp", 993, Security.TLS)
    preset = Preset("gmail.com", imap, replace(imap, service=Service.SMTP), "Corp", "local_part")

    (found,) = known("anna@gmail.com", {"gmail.com": preset})

    assert found.source is Source.PRESET
    assert found.imap.username == "anna"


def test_a_provider_without_imap_is_refused_by_name() -> None:
    with pytest.raises(MailError) as caught:
        known("anna@proton.me", {})

    assert caught.value.code is Code.PROVIDER_NO_IMAP
    assert caught.value.subject == "Proton Mail"


def test_an_unknown_domain_needs_the_network() -> None:
    assert known(ANNA, {}) == ()


def test_the_public_list_is_asked_only_with_permission() -> None:
    asked, unasked = (
        {lookup.kind for lookup in first_lookups("fjord.example", ask_ispdb=ask_ispdb)}
        for ask_ispdb in (True, False)
    )

    assert asked - unasked == {LookupKind.ISPDB}


def test_every_file_is_fetched_over_https() -> None:
    lookups = first_lookups("fjord.example", ask_ispdb=True)
    lookups += lookups_after_mx("fjord.example", [MxRecord(0, "mx.hoster.net")], ask_ispdb=True)

    urls = [lookup.target for lookup in lookups if lookup.kind is LookupKind.FILE]

    assert len(urls) == 3
    assert all(url.startswith("https://") for url in urls)


def test_the_operator_of_the_exchanger_is_asked_by_both_of_its_domains() -> None:
    records = [MxRecord(10, "mx.west.hoster.net"), MxRecord(20, "mx.other.net")]

    targets = [x.target for x in lookups_after_mx("fjord.example", records, ask_ispdb=True)]

    assert targets == [
        "https://autoconfig.west.hoster.net/mail/config-v1.1.xml",
        "west.hoster.net",
        "https://autoconfig.hoster.net/mail/config-v1.1.xml",
        "hoster.net",
        "https://mta-sts.fjord.example/.well-known/mta-sts.txt",
    ]


@pytest.mark.parametrize("host", ["", "localhost", "mx.fjord.example", "mx.com"])
def test_nothing_new_is_asked_of_an_exchanger_that_says_nothing_new(host: str) -> None:
    records = [MxRecord(0, host)]

    lookups = lookups_after_mx("fjord.example", records, ask_ispdb=True)
    targets = [lookup.target for lookup in lookups if lookup.kind is not LookupKind.MTA_STS]

    assert [target for target in targets if "fjord" in target or target == "com"] == []


def test_waiting_is_worth_it_only_for_something_better() -> None:
    file = Lookup(LookupKind.FILE, Source.AUTOCONFIG, "https://x")
    srv = Lookup(LookupKind.SRV, Source.SRV, "fjord.example")

    assert may_beat(file, candidate(Source.ISPDB), [])
    assert not may_beat(srv, candidate(Source.ISPDB), [])


def test_a_domain_that_vouches_for_its_exchanger_saves_a_question() -> None:
    policy = Lookup(LookupKind.MTA_STS, Source.MX_ISPDB, "https://x")

    assert may_beat(policy, candidate(Source.MX_ISPDB, trust=Trust.C), [])
    assert not may_beat(policy, candidate(Source.MX_ISPDB, trust=Trust.A), [])
    assert not may_beat(policy, candidate(Source.SRV, trust=Trust.C), [])


def test_a_guess_waits_for_likelier_names_only() -> None:
    guessed = candidate(Source.GUESS, "mail.fjord.example")
    imap = guessed.imap.endpoint
    likelier = probe_lookup(replace(imap, host="imap.fjord.example"), Source.GUESS)
    unlikelier = probe_lookup(replace(imap, host="fjord.example"), Source.GUESS)

    assert may_beat(likelier, guessed, [])
    assert not may_beat(unlikelier, guessed, [])


def test_guesses_end_with_the_domains_own_exchanger() -> None:
    hosts = guess_hosts(Service.SMTP, "firma.dk", ["mx.hoster.net", "server7.firma.dk", ""])

    assert hosts == ("smtp.firma.dk", "mail.firma.dk", "firma.dk", "server7.firma.dk")
    assert len(guess_lookups("firma.dk", [])) == 12


def test_a_hosters_exchanger_may_be_the_mail_server_too() -> None:
    hosts = guess_hosts(Service.IMAP, "firma.dk", ["server7.hoster.net", "server8.hoster.net"])

    assert hosts == ("imap.firma.dk", "mail.firma.dk", "firma.dk", "server7.hoster.net")


def test_guesses_are_never_in_the_clear() -> None:
    endpoints = [str(endpoint) for endpoint in guess_endpoints("h")]

    assert endpoints[:2] == ["imap.h:993:tls", "mail.h:993:tls"]
    assert {endpoint.partition(":")[2] for endpoint in endpoints} == {
        "993:tls", "143:starttls", "465:tls", "587:starttls",
    }  # fmt: skip


def endpoint(service: Service, host: str, security: Security) -> Endpoint:
    return Endpoint(service, host, DEFAULT_PORTS[service, security], security)


def test_the_likeliest_of_what_answered_makes_the_pair() -> None:
    reached = [
        endpoint(Service.IMAP, "mail.firma.dk", Security.TLS),
        endpoint(Service.IMAP, "imap.firma.dk", Security.STARTTLS),
        endpoint(Service.SMTP, "firma.dk", Security.STARTTLS),
        endpoint(Service.SMTP, "firma.dk", Security.TLS),
    ]

    pair = best_guess(reached, "firma.dk")

    assert pair is not None
    assert [str(endpoint) for endpoint in pair] == [
        "imap.firma.dk:143:starttls",
        "firma.dk:465:tls",
    ]
    assert best_guess(reached[:2], "firma.dk") is None


def test_an_empty_form_is_filled_with_the_usual_names() -> None:
    imap, smtp = prefill(ANNA)

    assert str(imap.endpoint) == "imap.fjord.example:993:tls"
    assert str(smtp.endpoint) == "smtp.fjord.example:465:tls"
    assert imap.username == smtp.username == ANNA


def test_an_empty_form_prefers_names_that_exist() -> None:
    imap, smtp = prefill(ANNA, {"mail.fjord.example", "fjord.example"})

    assert imap.endpoint.host == smtp.endpoint.host == "mail.fjord.example"
