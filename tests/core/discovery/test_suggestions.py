"""Which misspelt domains are noticed, and which domains are left alone."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mail.core.discovery.edit_distance import distance, is_swap
from mail.core.discovery.popular import POPULAR
from mail.core.discovery.providers import provider_for_domain
from mail.core.discovery.suggestions import suggested_domain
from mail.core.discovery.table import PROVIDERS

KNOWN = sorted(domain for provider in PROVIDERS for domain in provider.domains)

SLIPS = """
    gmial.com gmail.com|gmail.con gmail.com|gamil.com gmail.com|gmal.com gmail.com
    gmaill.com gmail.com|gmai.com gmail.com|gmail.co gmail.com|gmail.cm gmail.com
    gmail.om gmail.com|gmail.comm gmail.com|gmail.cmo gmail.com|gmial.con gmail.com
    gmail.de gmail.com|gmailcom gmail.com|gmail,com gmail.com|gmail..com gmail.com
    gnail.com gmail.com|gmil.com gmail.com|hotmial.com hotmail.com|hotmai.com hotmail.com
    otmail.com hotmail.com|hotnail.com hotmail.com|hotmial.dk hotmail.dk|htomail.no hotmail.no
    hotmal.co.uk hotmail.co.uk|outlok.com outlook.com|outllok.com outlook.com
    outlook.cm outlook.com|oulook.de outlook.de|yaho.com yahoo.com|yahooo.com yahoo.com
    yhaoo.com yahoo.com|yahoo.co yahoo.com|yaho.fr yahoo.fr|icloud.co icloud.com
    iclod.com icloud.com|icoud.com icloud.com|icloud.con icloud.com|icloud.de icloud.com
    gmx.ed gmx.de|gxm.de gmx.de|gmx.dee gmx.de|web.ed web.de|wbe.de web.de|webde web.de
    web.d web.de|googlemail.co googlemail.com|googelmail.com googlemail.com
    goglemial.com googlemail.com|t-onlin.de t-online.de|tonline.de t-online.de
    t-online.ed t-online.de|onlin.no online.no|online.on online.no|protonmial.com protonmail.com
    freenet.ed freenet.de|orange.rf orange.fr|oragne.fr orange.fr|wandoo.fr wanadoo.fr
    libreo.it libero.it|btinternt.com btinternet.com|sbcgobal.net sbcglobal.net
    comast.net comcast.net|verzon.net verizon.net|blewin.ch bluewin.ch
    lvie.com live.com|live.con live.com|mial.ru mail.ru|yandx.ru yandex.ru|senznam.cz seznam.cz
    GMIAL.COM gmail.com
"""
CASES = [tuple(case.split()) for line in SLIPS.strip().splitlines() for case in line.split("|")]


@pytest.mark.parametrize(("typed", "meant"), CASES)
def test_a_slip_is_noticed(typed: str, meant: str) -> None:
    assert suggested_domain(typed) == meant


@pytest.mark.parametrize(
    "domain",
    """
    mail.com email.com ymail.com qmail.com hmail.com fmail.com umail.com gmx.at gmx.com yahoo.dk
    yahoo.co.jp live.dk live.nl me.com mac.com msn.com aol.de sky.de orange.es orange.com
    free.it mali.it main.com mall.com love.com lite.com tesla.com telix.com webb.de wed.de wep.de
    gmc.com sfr.ch zigo.nl cloud.com icloud.example gmail.example.com fjord.example example.com
    superoffice.com outlook.eu hotmail.ch firma.de firma.dk novell.com intel.com ikea.com
    hotels.com hotwire.com yahoo-inc.com mailchimp.com male.com bol.com globe.com online.fr
    com de . .. @ x xn--bcher-kva.example ()[]{}*
    """.split(),
)
def test_another_domain_is_left_alone(domain: str) -> None:
    assert suggested_domain(domain) is None


def test_no_domain_of_the_table_is_corrected() -> None:
    assert [domain for domain in KNOWN if suggested_domain(domain.lstrip("."))] == []


def test_everything_suggested_is_a_provider_we_know() -> None:
    assert [domain for domain in POPULAR if provider_for_domain(domain) is None] == []
    assert len(POPULAR) == len(set(POPULAR))


def test_an_empty_domain_and_an_endless_one_are_left_alone() -> None:
    assert suggested_domain("") is None
    assert suggested_domain("gmail" + "." * 50 + "com") is None
    assert suggested_domain("gmail.com" * 10_000) is None


@given(st.text(alphabet="abcgmilhotyu.-co ", max_size=60))
def test_a_suggestion_is_popular_and_not_what_was_typed(typed: str) -> None:
    found = suggested_domain(typed)

    assert found is None or (found != typed and provider_for_domain(found))


@given(st.text(max_size=80))
def test_no_text_breaks_it(typed: str) -> None:
    suggested_domain(typed)


@given(st.text(max_size=12), st.text(max_size=12))
def test_the_distance_is_that_of_both_directions(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)
    assert (distance(one, other) == 0) == (one == other)
    assert distance(one, other) == 1 or not is_swap(one, other)


@given(st.sampled_from(POPULAR), st.data())
def test_two_letters_swapped_in_a_popular_name_never_lead_astray(
    domain: str, data: st.DataObject
) -> None:
    name, _, ending = domain.partition(".")
    place = data.draw(st.integers(0, max(0, len(name) - 2)))
    typed = name[:place] + name[place : place + 2][::-1] + name[place + 2 :] + "." + ending

    assert suggested_domain(typed) in {domain, None} or typed in KNOWN


def test_it_takes_less_than_a_millisecond() -> None:
    domains = ["gmial.com", "hotmial.co.uk", "protomail.comm", "fjord.example", "t-onlin.de"]
    suggested_domain("warm.up")
    begun = process_time()
    for _ in range(40):
        for domain in domains:
            suggested_domain(domain)

    assert (process_time() - begun) / 200 < 0.001
