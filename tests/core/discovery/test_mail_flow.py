"""What the DNS gives away about a mailbox behind a filter: gateways, SPF and autodiscover."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.discovery.mail_flow import (
    forwarder_for_mx,
    gateway_for_mx,
    provider_for_autodiscover_cname,
    provider_from_spf,
)


@pytest.mark.parametrize(
    ("mx", "name"),
    [
        ("mx0a-00112233.pphosted.com", "Proofpoint"),
        ("MX1-EU1.PPE-HOSTED.COM.", "Proofpoint Essentials"),
        ("eu-smtp-inbound-1.mimecast.com", "Mimecast"),
        ("d12345a.ess.barracudanetworks.com", "Barracuda"),
        ("esa1.hc1234-56.iphmx.com", "Cisco Secure Email"),
        ("mx10.mailspamprotection.com", "SiteGround"),
        ("mx-01-eu-central-1.prod.hydra.sophos.com", "Sophos"),
        ("mx01.hornetsecurity.com", "Hornetsecurity"),
        ("cluster1.eu.messagelabs.com", "Symantec"),
    ],
)
def test_a_filter_service_is_named(mx: str, name: str) -> None:
    assert gateway_for_mx(mx) == name
    assert forwarder_for_mx(mx) is None


@pytest.mark.parametrize(
    ("mx", "name"),
    [
        ("route1.mx.cloudflare.net", "Cloudflare Email Routing"),
        ("mx1.improvmx.com", "ImprovMX"),
        ("eforward3.registrar-servers.com", "Namecheap Email Forwarding"),
        ("fwd1.porkbun.com", "Porkbun Email Forwarding"),
    ],
)
def test_a_forwarder_is_named(mx: str, name: str) -> None:
    assert forwarder_for_mx(mx) == name
    assert gateway_for_mx(mx) is None


@pytest.mark.parametrize(
    "mx", ["mx.fjord.example", "evilmimecast.com", "mimecast.com.evil.example", ""]
)
def test_a_stranger_is_neither(mx: str) -> None:
    assert gateway_for_mx(mx) is None
    assert forwarder_for_mx(mx) is None


@pytest.mark.parametrize(
    ("record", "name"),
    [
        ("v=spf1 include:spf.protection.outlook.com -all", "Microsoft 365"),
        (
            "v=spf1 ip4:192.0.2.1 include:servers.mcsv.net include:_spf.google.com ~all",
            "Google Workspace",
        ),
        ("V=SPF1 ?Include:ZOHO.EU. -all", "Zoho Mail"),
        ("v=spf1 redirect=_spf.yandex.net", "Yandex 360"),
        ("v=spf1 include:mx.ovh.com ~all", "OVHcloud"),
        ("v=spf1 include:_spf.protonmail.ch ~all", "Proton Mail"),
    ],
)
def test_an_spf_record_names_the_provider(record: str, name: str) -> None:
    provider = provider_from_spf(record)

    assert provider is not None
    assert provider.name == name


@pytest.mark.parametrize(
    "record",
    [
        "",
        "v=spf1 -all",
        "v=spf10 include:_spf.google.com",
        "google-site-verification=include:_spf.google.com",
        "v=spf1 include:_spf.google.com.evil.example -all",
        "v=spf1 exists:include:_spf.google.com -all",
        "v=spf1 " + "a " * 4_000 + "include:_spf.google.com",
    ],
)
def test_a_record_that_says_nothing_names_nobody(record: str) -> None:
    assert provider_from_spf(record) is None


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("autodiscover.outlook.com.", "Microsoft 365"),
        ("Autodiscover.Emailsrvr.com", "Rackspace"),
        ("autodiscover.migadu.com", "Migadu"),
        ("autodiscover.partner.outlook.cn", "Microsoft 365 (21Vianet)"),
    ],
)
def test_an_autodiscover_alias_names_the_provider(target: str, name: str) -> None:
    provider = provider_for_autodiscover_cname(target)

    assert provider is not None
    assert provider.name == name


def test_an_alias_into_the_own_domain_names_nobody() -> None:
    assert provider_for_autodiscover_cname("mail.fjord.example") is None


@given(st.text(max_size=300))
def test_no_text_breaks_the_readers(text: str) -> None:
    gateway_for_mx(text)
    forwarder_for_mx(text)
    provider_from_spf("v=spf1 " + text)
    provider_for_autodiscover_cname(text)
