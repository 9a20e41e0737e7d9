"""The second colleague is answered at once, and nothing of the first one is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.core.cache import cache

from accounts.services.found_servers import forget, remember, remembered
from mail.core.discovery.result import Candidate, Discovery, Outcome, Source, Trust
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.core.errors import Code

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def found(username: str = "anna@fjord.example", source: Source = Source.AUTOCONFIG) -> Discovery:
    imap = Endpoint(Service.IMAP, "imap.fjord.example", 993, Security.TLS)
    smtp = replace(imap, service=Service.SMTP, port=465)
    candidate = Candidate(Login(imap, username), Login(smtp, username), source, Trust.A, "Fjord")
    return Discovery("anna@fjord.example", Outcome.FOUND, candidates=(candidate,))


@pytest.mark.parametrize(
    ("first", "second"), [("anna@fjord.example", "bo@fjord.example"), ("anna", "bo")]
)
def test_a_colleague_gets_the_same_servers_with_their_own_name(first: str, second: str) -> None:
    remember(found(first))

    again = remembered("bo@fjord.example")

    assert again is not None
    assert again.candidates[0] == replace(
        found().candidates[0],
        imap=Login(found().candidates[0].imap.endpoint, second),
        smtp=Login(found().candidates[0].smtp.endpoint, second),
    )


def test_a_name_that_only_one_person_has_is_not_kept() -> None:
    remember(found("u83726"))

    assert remembered("bo@fjord.example") is None


def test_what_is_known_anyway_and_what_was_not_found_are_not_kept() -> None:
    remember(found(source=Source.PROVIDER_TABLE))
    remember(Discovery("anna@fjord.example", Outcome.NOT_FOUND, Code.NOT_FOUND))

    assert remembered("bo@fjord.example") is None


def test_a_domain_can_be_forgotten() -> None:
    remember(found())
    forget("fjord.example")

    assert remembered("bo@fjord.example") is None
    assert remembered("not an address") is None
