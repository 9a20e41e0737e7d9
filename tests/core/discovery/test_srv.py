"""SRV records become endpoints."""

from __future__ import annotations

from mail.core.discovery.records import SrvRecord
from mail.core.discovery.srv import srv_endpoints, srv_names
from mail.core.endpoint import Service


def record(service: str, port: int, target: str, priority: int = 0, weight: int = 0) -> SrvRecord:
    return SrvRecord(f"{service}._tcp.fjord.example", priority, weight, port, target)


def imap(*records: SrvRecord) -> list[str]:
    return [str(endpoint) for endpoint in srv_endpoints(Service.IMAP, records)]


def smtp(*records: SrvRecord) -> list[str]:
    return [str(endpoint) for endpoint in srv_endpoints(Service.SMTP, records)]


def test_four_services_are_asked_for() -> None:
    assert srv_names("fjord.example")[0] == "_imaps._tcp.fjord.example"
    assert len(srv_names("fjord.example")) == 4


def test_lower_priority_first_then_higher_weight() -> None:
    found = imap(
        record("_imaps", 993, "c.example", priority=10, weight=99),
        record("_imaps", 993, "b.example", priority=0, weight=1),
        record("_imaps", 993, "a.example", priority=0, weight=5),
    )

    assert found == ["a.example:993:tls", "b.example:993:tls", "c.example:993:tls"]


def test_implicit_tls_goes_before_starttls_whatever_the_priority() -> None:
    found = imap(
        record("_imap", 143, "a.example", priority=0), record("_imaps", 993, "b.example", 50)
    )

    assert found == ["b.example:993:tls", "a.example:143:starttls"]


def test_a_dot_means_that_the_service_is_not_offered() -> None:
    assert imap(record("_imaps", 993, "")) == []


def test_port_465_under_submission_speaks_tls_at_once() -> None:
    assert smtp(record("_submission", 465, "s.example")) == ["s.example:465:tls"]
    assert smtp(record("_submission", 587, "s.example")) == ["s.example:587:starttls"]


def test_a_service_gets_only_its_own_records() -> None:
    assert smtp(record("_imaps", 993, "a.example"), record("_xmpp", 5222, "b.example")) == []


def test_port_zero_is_no_endpoint() -> None:
    assert imap(record("_imaps", 0, "a.example")) == []
