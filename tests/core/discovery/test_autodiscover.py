"""Autodiscover's answers to somebody who has no password."""

from __future__ import annotations

import pytest

from mail.core.discovery.autodiscover import parse_pox, pox_request, pox_urls

ANNA = "anna@fjord.example"
HEAD = (
    '<?xml version="1.0"?><Autodiscover xmlns="http://schemas.microsoft.com/exchange/autodiscover/'
    'responseschema/2006"><Response xmlns="http://schemas.microsoft.com/exchange/autodiscover/'
    'outlook/responseschema/2006a"><Account><AccountType>email</AccountType>'
    "<Action>settings</Action>"
)
TAIL = "</Account></Response></Autodiscover>"


def protocol(kind: str, *fields: str) -> str:
    inside = "".join(f"<{name}>{text}</{name}>" for name, text in (f.split("=") for f in fields))
    return f"<Protocol><Type>{kind}</Type><Server>mail.fjord.example</Server>{inside}</Protocol>"


def pairs(*protocols: str) -> list[tuple[str, str]]:
    answer = parse_pox((HEAD + "".join(protocols) + TAIL).encode(), ANNA)
    return [(str(imap.endpoint), str(smtp.endpoint)) for imap, smtp in answer.pairs]


def test_a_panels_answer_gives_its_pair() -> None:
    found = pairs(
        protocol("POP3", "Port=995", "SSL=on"),
        protocol("IMAP", "Port=993", "SSL=on"),
        protocol("SMTP", "Port=465", "SSL=on"),
    )

    assert found == [("mail.fjord.example:993:tls", "mail.fjord.example:465:tls")]


@pytest.mark.parametrize(
    ("fields", "security"),
    [
        (["Port=587", "SSL=on"], "587:starttls"),
        (["Port=587", "Encryption=TLS"], "587:starttls"),
        (["Port=465"], "465:tls"),
        (["Port=465", "Encryption=TLS"], "465:tls"),
        (["Port=2525", "Encryption=TLS"], "2525:starttls"),
        (["Port=2525", "Encryption=SSL", "SSL=off"], "2525:tls"),
        ([], "465:tls"),
    ],
)
def test_how_sending_is_protected(fields: list[str], security: str) -> None:
    found = pairs(protocol("IMAP", "Port=993"), protocol("SMTP", *fields))

    assert [smtp for _imap, smtp in found] == [f"mail.fjord.example:{security}"]


@pytest.mark.parametrize(
    "fields", [["Port=465", "SSL=off"], ["Port=25", "Encryption=None"], ["Port=0"], ["Port=99999"]]
)
def test_a_server_in_the_clear_or_on_no_port_is_left_out(fields: list[str]) -> None:
    assert pairs(protocol("IMAP", "Port=993"), protocol("SMTP", *fields)) == []


def test_the_user_name_may_be_told() -> None:
    told = protocol("IMAP", "Port=993", "LoginName=anna42")
    body = (HEAD + told + protocol("SMTP", "Port=465") + TAIL).encode()

    ((imap, smtp),) = parse_pox(body, ANNA).pairs

    assert (imap.username, smtp.username) == ("anna42", ANNA)


def test_it_may_send_us_elsewhere() -> None:
    url = parse_pox((HEAD + "<RedirectUrl>https://x.example/a</RedirectUrl>" + TAIL).encode(), ANNA)
    address = parse_pox((HEAD + "<RedirectAddr>a@x.example</RedirectAddr>" + TAIL).encode(), ANNA)

    assert (url.redirect_url, address.redirect_address) == ("https://x.example/a", "a@x.example")


@pytest.mark.parametrize(
    "body", [b"", b"<html>sign in</html>", b"\0", b"<!DOCTYPE x [<!ENTITY a 'b'>]><a>&a;</a>"]
)
def test_any_bytes_may_come(body: bytes) -> None:
    assert parse_pox(body, ANNA).pairs == ()


def test_the_address_cannot_break_out_of_the_question() -> None:
    assert b"&lt;x&gt;" in pox_request("<x>@fjord.example")


def test_the_parent_domain_is_never_asked() -> None:
    assert all("//autodiscover.a.co.uk/" in u or "//a.co.uk/" in u for u in pox_urls("a.co.uk"))
