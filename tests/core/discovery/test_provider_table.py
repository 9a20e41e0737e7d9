"""The table itself: whether it is consistent, and whether well-known facts are in it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from mail.core.discovery.family import Family
from mail.core.discovery.mail_flow import forwarder_for_mx, gateway_for_mx
from mail.core.discovery.provider import Hint, Provider, Servers
from mail.core.discovery.providers import provider_for_domain, provider_for_mx
from mail.core.discovery.table import (
    FAMILIES,
    FILTERS,
    FORWARDERS,
    NOT_EXCHANGERS,
    PROVIDERS,
)
from mail.core.endpoint import Endpoint, Security, Service

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
PORTS = {Service.IMAP: {993, 143}, Service.SMTP: {465, 587}}
OPEN = [provider for provider in PROVIDERS if provider.servers]


def test_the_table_is_large_enough_for_the_world() -> None:
    assert len({provider.name for provider in PROVIDERS}) >= 200
    assert sum(len(provider.domains) for provider in PROVIDERS) >= 900


def test_no_name_leads_to_two_providers() -> None:
    names = [
        name
        for provider in PROVIDERS
        for name in (
            *provider.domains,
            *("mx " + rule for rule in (*provider.mx_suffixes, *provider.mx_patterns)),
            *("spf " + name for name in provider.spf),
            *("autodiscover " + name for name in provider.autodiscover),
        )
    ]

    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_every_name_is_a_name_in_lower_case() -> None:
    names = [domain.removeprefix(".") for provider in PROVIDERS for domain in provider.domains]
    names += [suffix[1:] for provider in PROVIDERS for suffix in provider.mx_suffixes]
    names += [name.replace("*", "x") for provider in PROVIDERS for name in provider.mx_patterns]
    names += [suffix[1:] for suffix in (*FILTERS, *FORWARDERS, *NOT_EXCHANGERS)]

    assert [name for name in names if not HOST.fullmatch(name.replace("_", "x"))] == []


def test_every_suffix_begins_with_a_dot() -> None:
    suffixes = [suffix for provider in PROVIDERS for suffix in provider.mx_suffixes]

    assert all(name.startswith(".") for name in (*suffixes, *FILTERS, *FORWARDERS, *NOT_EXCHANGERS))


@pytest.mark.parametrize("provider", OPEN, ids=lambda provider: provider.name)
def test_every_server_is_encrypted_and_on_a_usual_port(provider: Provider) -> None:
    assert provider.servers is not None
    for endpoint in all_endpoints(provider.servers):
        assert endpoint.port in PORTS[endpoint.service], endpoint
        assert endpoint.security is not Security.NONE, endpoint
        assert HOST.fullmatch(endpoint.host), endpoint


@pytest.mark.parametrize("provider", OPEN, ids=lambda provider: provider.name)
def test_tls_from_the_first_byte_is_preferred_on_receiving(provider: Provider) -> None:
    servers = provider.servers
    assert servers is not None
    with_tls = [one for one in (servers.imap, *servers.imap_others) if one.port == 993]

    assert not with_tls or servers.imap.security is Security.TLS


def test_every_provider_can_be_reached_by_a_domain_or_an_exchanger() -> None:
    unreachable = [
        provider.name
        for provider in PROVIDERS
        if not (provider.domains or provider.mx_suffixes or provider.mx_patterns)
    ]

    assert unreachable == []


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_every_rule_for_exchangers_reaches_its_provider(provider: Provider) -> None:
    examples = ["mx1" + suffix for suffix in provider.mx_suffixes]
    examples += [pattern.replace("*", "1") for pattern in provider.mx_patterns]

    assert [name for name in examples if provider_for_mx(name) != provider] == []


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_every_family_knows_its_example_and_no_stranger(family: Family) -> None:
    member = provider_for_mx(family.example)

    assert member is not None
    assert member.name == family.name
    assert member.servers is not None
    assert all(HOST.fullmatch(one.host) for one in all_endpoints(member.servers))
    assert family.member(family.example + ".evil.example") is None
    assert family.member("evil." + family.example) is None


def test_no_exchanger_is_both_a_mailbox_and_a_way_to_one() -> None:
    ways = ["mx1" + suffix for suffix in (*FILTERS, *FORWARDERS)]

    assert [name for name in ways if provider_for_mx(name)] == []
    assert not set(FILTERS) & set(FORWARDERS)
    assert all(gateway_for_mx("mx1" + suffix) for suffix in FILTERS)
    assert all(forwarder_for_mx("mx1" + suffix) for suffix in FORWARDERS)


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_method_and_hint_agree(provider: Provider) -> None:
    assert (provider.servers is None) == provider.hint.is_closed
    assert provider.passwords == (provider.oauth != "microsoft" and provider.method != "oauth")
    if provider.mx_hint:
        assert provider.mx_hint.method is provider.method


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda provider: provider.name)
def test_help_pages_are_fetched_over_https(provider: Provider) -> None:
    for language, url in provider.help_urls.items():
        assert re.fullmatch(r"[a-z]{2}", language)
        assert re.fullmatch(r"https://[a-z0-9.-]+/\S*", url)


FACTS = """
    gmail.com           imap.gmail.com:993:tls             smtp.gmail.com:465:tls              address     app_password
    googlemail.com      imap.gmail.com:993:tls             smtp.gmail.com:465:tls              address     app_password
    outlook.com         outlook.office365.com:993:tls      smtp-mail.outlook.com:587:starttls  address     oauth
    live.dk             outlook.office365.com:993:tls      smtp-mail.outlook.com:587:starttls  address     oauth
    icloud.com          imap.mail.me.com:993:tls           smtp.mail.me.com:587:starttls       local_part  app_password
    yahoo.co.uk         imap.mail.yahoo.com:993:tls        smtp.mail.yahoo.com:465:tls         address     app_password
    yahoo.co.jp         imap.mail.yahoo.co.jp:993:tls      smtp.mail.yahoo.co.jp:465:tls       local_part  password
    aol.com             imap.aol.com:993:tls               smtp.aol.com:465:tls                address     app_password
    verizon.net         imap.aol.com:993:tls               smtp.aol.com:465:tls                address     app_password
    fastmail.fm         imap.fastmail.com:993:tls          smtp.fastmail.com:465:tls           address     app_password
    zoho.in             imap.zoho.in:993:tls               smtp.zoho.in:465:tls                address     password
    zohomail.eu         imap.zoho.eu:993:tls               smtp.zoho.eu:465:tls                address     password
    gmx.at              imap.gmx.net:993:tls               mail.gmx.net:465:tls                address     password
    gmx.co.uk           imap.gmx.com:993:tls               mail.gmx.com:465:tls                address     password
    web.de              imap.web.de:993:tls                smtp.web.de:465:tls                 local_part  password
    t-online.de         secureimap.t-online.de:993:tls     securesmtp.t-online.de:465:tls      address     app_password
    freenet.de          mx.freenet.de:993:tls              mx.freenet.de:465:tls               address     password
    posteo.net          posteo.de:993:tls                  posteo.de:465:tls                   address     app_password
    mailbox.org         imap.mailbox.org:993:tls           smtp.mailbox.org:465:tls            address     password
    bluewin.ch          imaps.bluewin.ch:993:tls           smtpauths.bluewin.ch:465:tls        address     password
    a1.net              securemail.a1.net:993:tls          securemail.a1.net:587:starttls      address     password
    kpnmail.nl          imap.kpnmail.nl:993:tls            smtp.kpnmail.nl:465:tls             address     password
    ziggo.nl            imap.ziggo.nl:993:tls              smtp.ziggo.nl:587:starttls          address     password
    skynet.be           imap.proximus.be:993:tls           relay.proximus.be:587:starttls      address     password
    telenet.be          imap.telenet.be:993:tls            smtp.telenet.be:587:starttls        address     password
    mail.dk             imap.mail.dk:993:tls               asmtp.mail.dk:587:starttls          address     password
    inbox.lv            mail.inbox.lv:993:tls              mail.inbox.lv:465:tls               address     app_password
    btinternet.com      mail.btinternet.com:993:tls        mail.btinternet.com:465:tls         address     password
    sky.com             imap.tools.sky.com:993:tls         smtp.tools.sky.com:465:tls          address     app_password
    orange.fr           imap.orange.fr:993:tls             smtp.orange.fr:465:tls              address     password
    free.fr             imap.free.fr:993:tls               smtp.free.fr:465:tls                local_part  password
    laposte.net         imap.laposte.net:993:tls           smtp.laposte.net:465:tls            local_part  password
    libero.it           imapmail.libero.it:993:tls         smtp.libero.it:465:tls              address     password
    sapo.pt             imap.sapo.pt:993:tls               smtp.sapo.pt:465:tls                address     password
    wp.pl               imap.wp.pl:993:tls                 smtp.wp.pl:465:tls                  local_part  password
    seznam.cz           imap.seznam.cz:993:tls             smtp.seznam.cz:465:tls              address     password
    yandex.ru           imap.yandex.com:993:tls            smtp.yandex.com:465:tls             address     app_password
    mail.ru             imap.mail.ru:993:tls               smtp.mail.ru:465:tls                address     app_password
    comcast.net         imap.comcast.net:993:tls           smtp.comcast.net:465:tls            address     password
    sbcglobal.net       imap.mail.att.net:993:tls          smtp.mail.att.net:465:tls           address     app_password
    charter.net         mobile.charter.net:993:tls         mobile.charter.net:587:tls          address     password
    bigpond.com         imap.telstra.com:993:tls           smtp.telstra.com:465:tls            address     password
    xtra.co.nz          imap.xtra.co.nz:993:tls            send.xtra.co.nz:465:tls             address     password
    uol.com.br          imap.uol.com.br:993:tls            smtps.uol.com.br:587:starttls       local_part  password
    qq.com              imap.qq.com:993:tls                smtp.qq.com:465:tls                 address     app_password
    163.com             imap.163.com:993:tls               smtp.163.com:465:tls                address     app_password
    naver.com           imap.naver.com:993:tls             smtp.naver.com:465:tls              address     password
    hanmail.net         imap.daum.net:993:tls              smtp.daum.net:465:tls               address     app_password
"""  # noqa: E501 - one fact a line, in columns


@pytest.mark.parametrize("fact", FACTS.strip().splitlines(), ids=lambda fact: fact.split()[0])
def test_a_well_known_fact_is_in_the_table(fact: str) -> None:
    domain, imap, smtp, username, method = fact.split()
    provider = provider_for_domain(domain)

    assert provider is not None
    servers = provider.servers
    assert servers is not None
    assert (str(servers.imap), str(servers.smtp)) == (imap, smtp)
    assert (servers.imap_username, provider.method) == (username, method)


@pytest.mark.parametrize(
    ("domain", "hint"),
    [
        ("proton.me", Hint.NO_IMAP_PROTON),
        ("tuta.io", Hint.NO_IMAP),
        ("hey.com", Hint.NO_IMAP),
        ("i.ua", Hint.NO_IMAP),
        ("duck.com", Hint.FORWARDS_ONLY),
        ("mozmail.com", Hint.FORWARDS_ONLY),
        ("privaterelay.appleid.com", Hint.FORWARDS_ONLY_APPLE),
    ],
)
def test_who_lets_nobody_in_is_known(domain: str, hint: Hint) -> None:
    provider = provider_for_domain(domain)

    assert provider is not None
    assert provider.servers is None
    assert provider.hint is hint


def all_endpoints(servers: Servers) -> tuple[Endpoint, ...]:
    return (servers.imap, servers.smtp, *servers.imap_others, *servers.smtp_others)
