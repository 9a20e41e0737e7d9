"""MTA-STS policies, TXT records that lead to a file, and names of private networks."""

from __future__ import annotations

import pytest

from mail.core.discovery.mailconf import mailconf_url
from mail.core.discovery.mta_sts import vouches_for
from mail.core.discovery.reserved_names import is_reserved

POLICY = b"version: STSv1\r\nmode: enforce\r\nmx: mx1.hoster.net\r\nmx: *.hoster.org\r\n"


@pytest.mark.parametrize(
    ("host", "vouched"),
    [
        ("mx1.hoster.net", True),
        ("mx2.hoster.net", False),
        ("a.hoster.org", True),
        ("a.b.hoster.org", False),
        ("hoster.org", False),
    ],
)
def test_a_policy_lists_exchangers(host: str, vouched: bool) -> None:
    assert vouches_for(POLICY, host) is vouched


@pytest.mark.parametrize(
    "policy",
    [
        b"",
        b"<html>",
        POLICY.replace(b"enforce", b"none"),
        POLICY.replace(b"STSv1", b"STSv2"),
        b"\xff" * 100_000,
    ],
)
def test_a_policy_that_is_not_in_force_says_nothing(policy: bytes) -> None:
    assert not vouches_for(policy, "mx1.hoster.net")


@pytest.mark.parametrize(
    ("texts", "url"),
    [
        (["v=spf1 -all", "mailconf=https://x.example/c.xml"], "https://x.example/c.xml"),
        (["mailconf=http://x.example/c.xml"], ""),
        (["https://x.example/c.xml"], ""),
        (["mailconf=https://" + "x" * 600], ""),
        ([], ""),
    ],
)
def test_only_https_is_followed_from_a_text(texts: list[str], url: str) -> None:
    assert mailconf_url(texts) == url


@pytest.mark.parametrize(
    ("domain", "reserved"),
    [
        ("firma.local", True),
        ("nas.home.arpa", True),
        ("x.onion", True),
        ("firma.dk", False),
        ("local.dk", False),
        ("fjord.example", False),
    ],
)
def test_names_that_only_a_private_network_knows(domain: str, reserved: bool) -> None:
    assert is_reserved(domain) is reserved
