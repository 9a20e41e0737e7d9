"""Help: ten pages in six languages, and a place on them for every problem."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

from accounts.help_links import help_url, topic_for
from accounts.help_topics import TOPICS, topic_named
from accounts.help_values import SHOWN, closed_providers, provider_rows
from crm_inbox.models import User
from mail.core.discovery.providers import PROVIDERS
from mail.core.errors import Code
from tests.conftest import signed_in

LANGUAGES = [code for code, _name in settings.LANGUAGES]
SLUGS = [topic.slug for topic in TOPICS]
ANCHOR = re.compile(r'<section[^>]* id="([^"]+)"')


def page(client: Client, slug: str) -> str:
    answer = client.get(help_url(slug))
    assert answer.status_code == 200
    return answer.content.decode()


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def title(html: str) -> str:
    return words(html.partition("<h1>")[2].partition("</h1>")[0])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_topic_is_there_in_every_language_under_a_title_of_its_own(
    language: str, annas: Client, anna: User
) -> None:
    anna.preferences.language = language
    anna.preferences.save()
    pages = [page(annas, slug) for slug in SLUGS]
    assert all(f'<html lang="{language}"' in html for html in pages)
    assert len({title(html) for html in pages}) == len(SLUGS)


def test_the_list_of_topics_marks_the_one_that_is_read(annas: Client) -> None:
    for slug in [topic.slug for topic in TOPICS if not topic.for_staff]:
        marked = re.findall(r'<a href="([^"]+)" aria-current="page">', page(annas, slug))
        assert marked == [help_url(slug)]


def test_what_is_for_administrators_is_listed_for_them_and_readable_for_all(
    annas: Client, ole: User
) -> None:
    ole.is_staff = True
    ole.save()
    link = f'href="{help_url("administrators")}"'
    assert link not in annas.get("/help/").content.decode()
    assert link in signed_in(ole).get("/help/").content.decode()
    page(annas, "administrators")


@pytest.mark.parametrize("slug", ["nothing", "_page", "set_up", "index"])
def test_a_topic_that_is_not_there_is_not_found(slug: str, annas: Client) -> None:
    assert annas.get(f"/help/{slug}/").status_code == 404


def test_every_topic_has_a_template() -> None:
    for topic in TOPICS:
        get_template(topic.template)


@pytest.mark.parametrize("staff", [False, True])
def test_every_problem_leads_to_a_place_that_is_there(
    staff: bool, annas: Client, anna: User
) -> None:
    anna.is_staff = staff
    anna.save()
    anchors = {slug: set(ANCHOR.findall(page(annas, slug))) | {""} for slug in SLUGS}
    lost = [
        (code, slug, anchor)
        for code in Code
        for slug, anchor in [topic_for(code, staff=staff)]
        if anchor not in anchors[slug]
    ]
    assert not lost
    assert set(Code) <= anchors["problems"]


def test_links_inside_the_help_lead_to_places_that_are_there(annas: Client) -> None:
    links = [
        link for slug in SLUGS for link in re.findall(r'href="/help/([^"]+)"', page(annas, slug))
    ]
    for slug, anchor in {tuple(link.replace("/", "").partition("#")[::2]) for link in links}:
        assert topic_named(slug)
        assert not anchor or anchor in ANCHOR.findall(page(annas, slug)), (slug, anchor)


def test_an_administrator_is_sent_to_what_must_be_registered() -> None:
    assert topic_for(Code.OAUTH_NEEDED) == ("app-passwords", "microsoft")
    assert topic_for(Code.OAUTH_NEEDED, staff=True) == ("administrators", "sign-in")


def test_a_problem_that_no_page_deals_with_leads_to_its_entry_in_the_list() -> None:
    assert help_url(*topic_for(Code.PREAUTH)) == "/help/problems/#preauth"


def test_the_values_are_those_of_the_provider_table(annas: Client) -> None:
    shown = words(page(annas, "servers"))
    table = {str(end) for p in PROVIDERS if p.servers for end in (p.servers.imap, p.servers.smtp)}
    assert len(provider_rows()) > 20
    for row in provider_rows():
        for line in (row.incoming, row.outgoing):
            security = {"SSL/TLS": "tls", "STARTTLS": "starttls"}[line.security]
            assert f"{line.host}:{line.port}:{security}" in table
            assert f"{line.host} Port {line.port}, {line.security}" in shown
    assert closed_providers() in shown


def test_a_provider_that_is_in_the_table_is_on_the_page() -> None:
    known = {provider.name for provider in PROVIDERS if provider.servers}
    assert {row.name for row in provider_rows()} == known & set(SHOWN)


def test_domains_of_many_countries_are_shown_once_with_the_providers_name_first() -> None:
    outlook = next(row for row in provider_rows() if row.name == "Outlook.com")
    assert outlook.domains == "outlook.com, hotmail.com, live.com …"


def test_the_name_of_a_provider_leads_to_its_own_help(annas: Client) -> None:
    gmail = next(row for row in provider_rows("en") if row.name == "Gmail")
    assert gmail.help_url.startswith("https://")
    assert f'<a href="{gmail.help_url}" rel="noreferrer">Gmail</a>' in page(annas, "servers")
