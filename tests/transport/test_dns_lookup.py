"""What the DNS says, told apart: there, not there, no answer."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mail.core.discovery.records import MxRecord, SrvRecord
from mail.core.errors import Code, MailError
from mail.transport import dns_lookup
from mail.transport.policy import Policy
from tests.servers.dns import DnsServer

ZONE = {
    ("fjord.example", "MX"): ["20 backup.fjord.example.", "10 MX.Fjord.Example."],
    ("null.example", "MX"): ["0 ."],
    ("crowd.example", "MX"): [f"10 mx{number}.crowd.example." for number in range(60)],
    ("imap.fjord.example", "A"): ["192.0.2.1", "192.0.2.2"],
    ("imap.fjord.example", "AAAA"): ["2001:db8::1"],
    ("four.example", "A"): ["192.0.2.4"],
    ("six.example", "AAAA"): ["2001:db8::6"],
    ("alias.example", "CNAME"): ["four.example."],
    ("_imaps._tcp.fjord.example", "SRV"): ["5 7 993 imap.fjord.example.", "9 0 993 ."],
}


@pytest.fixture(scope="module")
def server() -> Iterator[DnsServer]:
    failing, silent = frozenset({"broken.example"}), frozenset({"silent.example"})
    with DnsServer(ZONE, failing=failing, silent=silent) as server:
        yield server


@pytest.fixture
def policy(server: DnsServer) -> Policy:
    return Policy(dns_servers=(("127.0.0.1", server.port),))


def test_mail_exchangers_come_most_preferred_first(policy: Policy) -> None:
    assert dns_lookup.mx("fjord.example", policy, 2) == (
        MxRecord(10, "mx.fjord.example"),
        MxRecord(20, "backup.fjord.example"),
    )


def test_a_null_mx_is_one_record_without_a_host(policy: Policy) -> None:
    assert dns_lookup.mx("null.example", policy, 2) == (MxRecord(0, ""),)


def test_a_crowd_of_records_is_cut(policy: Policy) -> None:
    assert len(dns_lookup.mx("crowd.example", policy, 2)) == dns_lookup.RECORDS_LIMIT


def test_srv_records_keep_what_they_were_asked_for(policy: Policy) -> None:
    name = "_imaps._tcp.fjord.example"

    assert set(dns_lookup.srv(name, policy, 2)) == {
        SrvRecord(name, 5, 7, 993, "imap.fjord.example"),
        SrvRecord(name, 9, 0, 993, ""),
    }


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("imap.fjord.example", {"192.0.2.1", "192.0.2.2", "2001:db8::1"}),
        ("four.example", {"192.0.2.4"}),
        ("six.example", {"2001:db8::6"}),
        ("alias.example", {"192.0.2.4"}),
    ],
)
def test_addresses_of_both_families_are_found(policy: Policy, host: str, found: set[str]) -> None:
    assert {str(address) for address in dns_lookup.addresses(host, policy, 2)} == found


def test_a_name_without_such_records_gives_nothing(policy: Policy) -> None:
    assert dns_lookup.mx("four.example", policy, 2) == ()
    assert dns_lookup.addresses("fjord.example", policy, 2) == ()


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("gone.example", Code.HOST_UNRESOLVED),
        ("broken.example", Code.DNS_FAILED),
        ("silent.example", Code.DNS_FAILED),
        (f"{'a' * 64}.example", Code.DNS_FAILED),
    ],
)
def test_what_is_wrong_is_told_apart(policy: Policy, name: str, code: Code) -> None:
    for ask in (dns_lookup.mx, dns_lookup.addresses):
        with pytest.raises(MailError) as caught:
            ask(name, policy, 0.3)
        assert caught.value.code is code
        assert caught.value.subject == name


def test_no_search_domain_is_ever_appended(server: DnsServer, policy: Policy) -> None:
    with pytest.raises(MailError):
        dns_lookup.addresses("redis", policy, 2)

    assert server.queries[-1].name == "redis"


def test_the_hosts_file_is_read_only_for_opened_names(policy: Policy) -> None:
    opened = Policy(dns_servers=policy.dns_servers, opened=frozenset({("localhost", 1143)}))

    assert any(address.is_loopback for address in dns_lookup.addresses("localhost", opened, 2))
    with pytest.raises(MailError):
        dns_lookup.addresses("localhost", policy, 2)


def test_addresses_just_found_are_not_asked_for_again(
    policy: Policy, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = dns_lookup.addresses("four.example", policy, 2)

    monkeypatch.setattr(dns_lookup, "_ask", lambda *asked: pytest.fail(f"asked {asked}"))

    assert dns_lookup.addresses("four.example", policy, 2) == found


def test_what_was_not_found_is_asked_for_again(server: DnsServer, policy: Policy) -> None:
    with pytest.raises(MailError):
        dns_lookup.addresses("new.example", policy, 2)
    with DnsServer({("new.example", "A"): ["192.0.2.9"]}) as other:
        told = Policy(dns_servers=(("127.0.0.1", other.port),))

        assert [str(a) for a in dns_lookup.addresses("new.example", told, 2)] == ["192.0.2.9"]
