from __future__ import annotations

import re

import pytest

from mail.core.imap.quirks import SIGHTINGS, Quirk, Sighting, quirks_of
from mail.core.imap.server_id import server_id


@pytest.mark.parametrize(
    ("greeting", "told", "host", "quirk"),
    [
        ("IMAPrev1", {}, "mail.fjord.example", Quirk.NO_RANGES),
        ("ready", {"name": "HMAILSERVER"}, "mail.fjord.example", Quirk.NO_RANGES),
        ("[CAPABILITY IMAP4rev1] Twisted IMAP4rev1 Ready", {}, "h", Quirk.ONE_COMMAND_AT_A_TIME),
        ("ready", {}, "imap.mail.yahoo.com", Quirk.UNAVAILABLE_IS_A_MESSAGE),
        ("IMAP4 ready", {}, "IMAP.163.com.", Quirk.WANTS_ID),
        ("IMAP4 ready", {}, "163.com", Quirk.WANTS_ID),
    ],
)
def test_a_quirk_applies_by_what_a_server_says_of_itself_or_by_its_host(
    greeting: str, told: dict[str, str], host: str, quirk: Quirk
) -> None:
    assert quirks_of(greeting, told, host) == {quirk}


@pytest.mark.parametrize(
    ("greeting", "told", "host"),
    [
        ("Dovecot ready.", {"name": "Dovecot"}, "mail.fjord.example"),
        ("not IMAPrev1", {}, "mail.fjord.example"),
        ("ready", {"name": "hMailServer's friend"}, "mail.fjord.example"),
        ("ready", {}, "evil163.com"),
        ("ready", {}, "163.com.fjord.example"),
        ("", {}, ""),
    ],
)
def test_who_only_looks_like_one_has_none(greeting: str, told: dict[str, str], host: str) -> None:
    assert quirks_of(greeting, told, host) == frozenset()


@pytest.mark.parametrize("one", SIGHTINGS, ids=lambda one: one.who)
def test_every_sighting_says_who_and_when_and_where_to_read_it(one: Sighting) -> None:
    assert one.who
    assert re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", one.seen)
    assert one.source.startswith("https://")
    assert one.greeting or one.program or one.hosts


def test_every_quirk_has_been_seen() -> None:
    assert {one.quirk for one in SIGHTINGS} == set(Quirk)


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        ([b'("name" "Dovecot" "Version" "2.3")'], {"name": "Dovecot", "version": "2.3"}),
        ([(b'("name" {7}', b"Cyrus\r\n"), b' "os" NIL)'], {"name": "Cyrus"}),
        ([b"NIL"], {}),
        ([b'("name"'], {}),
        ([b'("name")'], {}),
        ([], {}),
    ],
)
def test_a_server_says_who_it_is(told: list[bytes], fields: dict[str, str]) -> None:
    assert {name: text.strip() for name, text in server_id(told).items()} == fields
