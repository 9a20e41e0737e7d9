"""What providers allow is data with a source, and we stay far below it."""

from __future__ import annotations

from dataclasses import fields

import pytest

from mail.core.sync.provider_limits import LIMITS, OURS, UNKNOWN, Limits, limits_of

EVERY = (*LIMITS, UNKNOWN)


@pytest.mark.parametrize("limits", EVERY, ids=lambda one: one.name)
def test_what_has_no_source_is_called_unknown(limits: Limits) -> None:
    names = {field.name for field in fields(Limits)}
    assert set(limits.unknown) <= names
    assert limits.sources or {"connections", "bytes_per_day"} <= set(limits.unknown)
    assert all(source.where.startswith("https://") for source in limits.sources)


@pytest.mark.parametrize("limits", EVERY, ids=lambda one: one.name)
def test_three_connections_are_fewer_than_any_provider_allows(limits: Limits) -> None:
    """One of each purpose; the person's own programs need some as well."""
    assert limits.connections > OURS
    assert OURS <= limits.ours < limits.connections


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("imap.gmail.com", "Gmail"),
        ("IMAP.Gmail.com.", "Gmail"),
        ("outlook.office365.com", "Microsoft 365 and Outlook.com"),
        ("imap.web.de", "GMX and WEB.DE"),
        ("notgmail.com", "other"),
        ("gmail.com.evil.example", "other"),
        ("mail.fjord.example", "other"),
    ],
)
def test_a_provider_is_known_by_the_end_of_its_host(host: str, name: str) -> None:
    assert limits_of(host).name == name


def test_no_host_is_in_two_rows() -> None:
    hosts = [host for limits in LIMITS for host in limits.hosts]
    assert len(hosts) == len(set(hosts))
