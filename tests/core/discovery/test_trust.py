"""Whose hosts they are, and what an answer is therefore worth."""

from __future__ import annotations

import pytest

from mail.core.discovery.result import Source, Trust
from mail.core.discovery.trust import registrable_domain, same_owner, trust_of


@pytest.mark.parametrize(
    ("host", "owner"),
    [
        ("mail.fjord.example", "fjord.example"),
        ("imap.firma.dk", "firma.dk"),
        ("a.b.firma.co.uk", "firma.co.uk"),
        ("anna.github.io", "anna.github.io"),
        ("imap.mail.firma.test", "firma.test"),
        ("co.uk", "co.uk"),
    ],
)
def test_the_registrable_domain(host: str, owner: str) -> None:
    assert registrable_domain(host) == owner


@pytest.mark.parametrize(
    ("domain", "host", "same"),
    [
        ("firma.dk", "imap.firma.dk", True),
        ("sales.firma.dk", "imap.firma.dk", True),
        ("firma.dk", "firma.dk", True),
        ("firma.dk", "imap.evilfirma.dk", False),
        ("firma.dk", "firma.dk.evil.com", False),
        ("firma.co.uk", "imap.other.co.uk", False),
        ("anna.github.io", "mallory.github.io", False),
        ("firma.test", "imap.firma.test", True),
    ],
)
def test_who_owns_a_host(domain: str, host: str, same: bool) -> None:
    assert same_owner(domain, host) is same


@pytest.mark.parametrize(
    ("source", "hosts", "tier"),
    [
        (Source.AUTOCONFIG, ("imap.hoster.net", "smtp.hoster.net"), Trust.A),
        (Source.ISPDB, ("imap.hoster.net", "smtp.hoster.net"), Trust.A),
        (Source.SRV, ("imap.firma.dk", "smtp.firma.dk"), Trust.A),
        (Source.SRV, ("imap.firma.dk", "smtp.hoster.net"), Trust.C),
        (Source.MX, ("imap.hoster.net", "smtp.hoster.net"), Trust.C),
        (Source.GUESS, ("imap.firma.dk", "mail.firma.dk"), Trust.A),
    ],
)
def test_tiers(source: Source, hosts: tuple[str, ...], tier: Trust) -> None:
    assert trust_of("firma.dk", source, hosts) is tier


def test_only_the_lower_tiers_need_a_person_to_confirm() -> None:
    assert [tier.value for tier in Trust if tier.needs_confirmation] == ["C", "D"]
