"""The table of providers: who is found, and with what."""

from __future__ import annotations

import pytest

from mail.core.discovery.provider import Hint, Provider
from mail.core.discovery.provider_table import PROVIDERS
from mail.core.discovery.providers import (
    domain_candidate,
    mx_candidate,
    provider_for_domain,
    provider_for_mx,
)
from mail.core.discovery.result import Method, Trust
from mail.core.endpoint import Security


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
    ],
)
def test_a_mail_exchanger_gives_its_operator_away(mx: str, name: str) -> None:
    provider = provider_for_mx(mx)

    assert provider is not None
    assert provider.name == name


@pytest.mark.parametrize(
    "mx", ["mx.fjord.example", "evilgoogle.com", "google.com.evil.example", ""]
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


@pytest.mark.parametrize("domain", ["proton.me", "tuta.com", "hey.com"])
def test_providers_without_imap_have_no_candidate(domain: str) -> None:
    assert domain_candidate(known(domain), f"anna@{domain}") is None
    assert mx_candidate(known(domain), "anna@fjord.example") is None


def test_no_domain_and_no_exchanger_belongs_to_two_providers() -> None:
    domains = [domain for provider in PROVIDERS for domain in provider.domains]
    suffixes = [suffix for provider in PROVIDERS for suffix in provider.mx_suffixes]

    assert len(domains) == len(set(domains))
    assert len(suffixes) == len(set(suffixes))
    assert all(suffix.startswith(".") for suffix in suffixes)


def test_every_server_in_the_table_is_encrypted_and_on_a_usual_port() -> None:
    servers = [provider.servers for provider in PROVIDERS if provider.servers]

    assert {server.imap.port for server in servers} == {993}
    assert {server.smtp.port for server in servers} == {465, 587}
    assert all(server.smtp.security is not Security.NONE for server in servers)


def known(domain: str) -> Provider:
    provider = provider_for_domain(domain)
    assert provider is not None
    return provider
