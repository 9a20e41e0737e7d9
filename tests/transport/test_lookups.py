"""Files that name servers: the domain's own, its operator's, and the public list's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mail.core.discovery.plan import Lookup, LookupKind
from mail.core.discovery.result import Source, Trust
from mail.transport.lookups import answer
from tests.transport.net import LOOPBACK, Net

FILE = b"""<clientConfig><emailProvider><domain>fjord.test</domain><displayName>Hoster</displayName>
<incomingServer type="imap"><hostname>imap.hoster.net</hostname><port>993</port>
<socketType>SSL</socketType><username>%EMAILLOCALPART%</username></incomingServer>
<outgoingServer type="smtp"><hostname>smtp.hoster.net</hostname><port>465</port>
<socketType>SSL</socketType><username>%EMAILADDRESS%</username></outgoingServer>
</emailProvider></clientConfig>"""


@pytest.fixture
def net() -> Iterator[Net]:
    with Net() as net:
        yield net


def test_a_file_of_the_domain_is_read(net: Net) -> None:
    server = net.web({"/mail/config-v1.1.xml": FILE})
    url = f"https://autoconfig.fjord.test:{server.port}/mail/config-v1.1.xml"
    lookup = Lookup(LookupKind.FILE, Source.AUTOCONFIG, url)

    finding = answer(lookup, "anna@fjord.test", net.policy(), timeout_s=3)

    candidate = finding.candidates[0]
    assert (candidate.trust, candidate.provider) == (Trust.A, "Hoster")
    assert (candidate.imap.username, candidate.smtp.username) == ("anna", "anna@fjord.test")


def test_a_file_of_the_exchangers_operator_needs_confirmation(net: Net) -> None:
    server = net.web({"/mail/config-v1.1.xml": FILE})
    url = f"https://autoconfig.fjord.test:{server.port}/mail/config-v1.1.xml"
    lookup = Lookup(LookupKind.FILE, Source.MX_AUTOCONFIG, url)

    candidate = answer(lookup, "anna@berg.test", net.policy(), timeout_s=3).candidates[0]

    assert candidate.trust is Trust.C
    assert candidate.imap.username == "anna@berg.test"


def test_the_public_list_is_told_the_domain_and_nothing_else(net: Net) -> None:
    server = net.web({"/v1.1/fjord.test": FILE})
    net.zone["fjord.test", "A"] = LOOPBACK
    url = f"https://list.test:{server.port}/v1.1/"

    found = net.found(ispdb_url=url)

    assert found.candidates[0].source is Source.ISPDB
    assert [request.path for request in server.requests] == ["/v1.1/fjord.test"]


@pytest.mark.parametrize("name", ["fjord.test", "fjord.test.xml", "hoster.net.xml"])
def test_a_directory_may_stand_for_the_public_list(net: Net, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(FILE)
    (tmp_path / "other").write_bytes(b"<clientConfig/>")
    net.zone["fjord.test", "A"] = LOOPBACK

    found = net.found(ispdb_url=str(tmp_path))

    assert found.candidates[0].source is Source.ISPDB
