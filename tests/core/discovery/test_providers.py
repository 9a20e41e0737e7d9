"""The table of providers: who is found, and with what."""

from __future__ import annotations

import pytest

from mail.core.discovery.provider import Hint, Provider
from mail.core.discovery.providers import (
    domain_candidate,
    further_candidates,
    mx_candidate,
    provider_for_domain,
    provider_for_mx,
)
from mail.core.discovery.result import Method, Trust


@pytest.mark.parametrize(
    ("mx", "name"),
    [
        ("aspmx.l.google.com", "Google Workspace"),
        ("ALT1.ASPMX.L.GOOGLE.COM", "Google Workspace"),
        ("fjord-dk.mail.protection.outlook.com", "Microsoft 365"),
        ("fjord-dk.k-v1.mx.microsoft", "Microsoft 365"),
        ("x.olc.protection.outlook.com", "Outlook.com"),
        ("mx01.mail.icloud.com", "iCloud"),
        ("mx1.pub.mailpod2-cph3.one.com", "one.com"),
        ("in1-smtp.messagingengine.com", "Fastmail"),
        ("mail.protonmail.ch", "Proton Mail"),
        ("aspmx.l.google.com.", "Google Workspace"),
        ("mxbiz1.qq.com", "Tencent Exmail"),
        ("mx1.mail.ovh.net", "OVHcloud"),
        ("mx0.ovh.net", "OVHcloud"),
        ("mxb.ovh.net", "OVHcloud"),
        ("emx.mail.ru", "VK WorkMail"),
        ("mx.zoho.in", "Zoho Mail"),
        ("mta7.am0.yahoodns.net", "Yahoo"),
        ("mx-aol.mail.gm0.yahoodns.net", "AOL"),
    ],
)
def test_a_mail_exchanger_gives_its_operator_away(mx: str, name: str) -> None:
    provider = provider_for_mx(mx)

    assert provider is not None
    assert provider.name == name


@pytest.mark.parametrize(
    "mx",
    [
        "mx.fjord.example",
        "evilgoogle.com",
        "google.com.evil.example",
        "mxbiz1.qq.com.evil.example",
        "inbound-smtp.eu-west-1.amazonaws.com.evil.example",
        "evil.inbound-smtp.eu-west-1.amazonaws.com",
        "",
        ".",
        "mx1.qq.com",
    ],
)
def test_a_stranger_is_nobodys_exchanger(mx: str) -> None:
    assert provider_for_mx(mx) is None


def test_an_apple_address_signs_in_with_two_different_names() -> None:
    candidate = domain_candidate(known("icloud.com"), "anna@icloud.com")

    assert candidate is not None
    assert (candidate.imap.username, candidate.smtp.username) == ("anna", "anna@icloud.com")
    assert candidate.method is Method.APP_PASSWORD


def test_by_mx_the_name_is_the_address_and_the_tier_is_b() -> None:
    candidate = mx_candidate(known("icloud.com"), "anna@fjord.example")

    assert candidate is not None
    assert candidate.imap.username == "anna@fjord.example"
    assert candidate.trust is Trust.B
    assert candidate.hint_code == Hint.APPLE_OWN_DOMAIN


@pytest.mark.parametrize(
    "mx", ["ip-92-0-2-1.ip.secureserver.net", "static.1.2.0.192.clients.your-server.de"]
)
def test_a_machine_let_to_a_customer_is_not_the_hosters_exchanger(mx: str) -> None:
    assert provider_for_mx(mx) is None


@pytest.mark.parametrize(
    ("mx", "imap", "smtp"),
    [
        (
            "inbound-smtp.us-east-1.amazonaws.com",
            "imap.mail.us-east-1.awsapps.com:993:tls",
            "smtp.mail.us-east-1.awsapps.com:465:tls",
        ),
        (
            "W01A2B3C.kasserver.com",
            "w01a2b3c.kasserver.com:993:tls",
            "w01a2b3c.kasserver.com:465:tls",
        ),
        (
            "shadow-relay.mxrouting.net",
            "shadow.mxrouting.net:993:tls",
            "shadow.mxrouting.net:465:tls",
        ),
        ("mxbiz2.qq.com", "imap.exmail.qq.com:993:tls", "smtp.exmail.qq.com:465:tls"),
    ],
)
def test_the_exchanger_tells_which_server_of_a_large_hoster_it_is(
    mx: str, imap: str, smtp: str
) -> None:
    provider = provider_for_mx(mx)
    candidate = mx_candidate(provider, "anna@fjord.example") if provider else None

    assert candidate is not None
    assert (str(candidate.imap.endpoint), str(candidate.smtp.endpoint)) == (imap, smtp)


def test_a_customers_domain_below_the_providers_own_is_known() -> None:
    assert known("fjord.plus.com").name == "Plusnet"
    assert provider_for_domain("plus.com.evil.example") is None
    assert provider_for_domain("evilplus.com") is None


def test_when_a_server_is_not_reached_its_other_ports_come_next() -> None:
    gmx = known("gmx.de")
    first = domain_candidate(gmx, "anna@gmx.de")
    assert first is not None

    further = further_candidates(gmx, first)

    assert str(further[0].smtp.endpoint) == "mail.gmx.net:587:starttls"
    assert {one.imap.username for one in further} == {"anna@gmx.de"}
    assert first not in further


@pytest.mark.parametrize("domain", ["proton.me", "tuta.com", "hey.com"])
def test_providers_without_imap_have_no_candidate(domain: str) -> None:
    assert domain_candidate(known(domain), f"anna@{domain}") is None
    assert mx_candidate(known(domain), "anna@fjord.example") is None


def known(domain: str) -> Provider:
    provider = provider_for_domain(domain)
    assert provider is not None
    return provider
