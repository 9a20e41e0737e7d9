"""Autoconfig files: what is usable is used, whatever else the file holds."""

from __future__ import annotations

import pytest

from mail.core.discovery.autoconfig import Autoconfig, parse_autoconfig
from mail.core.discovery.result import Method

ANNA = "Anna.K@fjord.example"


def server(
    tag: str,
    kind: str,
    host: str,
    port: int,
    security: str = "SSL",
    username: str = "<username>%EMAILADDRESS%</username>",
    extra: str = "",
) -> str:
    return (
        f'<{tag} type="{kind}"><hostname>{host}</hostname><port>{port}</port>'
        f"<socketType>{security}</socketType>{username}{extra}</{tag}>"
    )


IMAP = server("incomingServer", "imap", "imap.fjord.example", 993)
SMTP = server("outgoingServer", "smtp", "smtp.fjord.example", 465)


def file_of(*servers: str, name: str = "Fjord Mail") -> bytes:
    inside = f"<displayName>{name}</displayName>" + "".join(servers)
    text = f'<clientConfig version="1.1"><emailProvider id="x">{inside}</emailProvider>'
    return f"{text}</clientConfig>".encode()


def endpoints(file: Autoconfig) -> list[tuple[str, str]]:
    return [(str(imap.endpoint), str(smtp.endpoint)) for imap, smtp in file.pairs]


USUAL = [("imap.fjord.example:993:tls", "smtp.fjord.example:465:tls")]


def test_a_plain_file_gives_its_pair_and_its_name() -> None:
    file = parse_autoconfig(file_of(IMAP, SMTP), ANNA)

    assert endpoints(file) == USUAL
    assert file.provider == "Fjord Mail"
    assert {login.username for login in file.pairs[0]} == {ANNA}


@pytest.mark.parametrize(
    "body",
    [
        b"\xef\xbb\xbf" + file_of(IMAP, SMTP),
        b"\r\n\n  " + file_of(IMAP, SMTP),
        b'<?xml version="1.0" encoding="ISO-8859-1"?>' + file_of(IMAP, SMTP),
        file_of(IMAP, SMTP).replace(b"<clientConfig", b'<clientConfig xmlns="urn:x"'),
        file_of(IMAP, SMTP, name="Fjord & Fjell &uuml;ber alles"),
        b'<?xml version="1.0" encoding="nonsense"?>' + file_of(IMAP, SMTP),
        b"<br />\n<b>Warning</b>: date() in x.php<br>" + file_of(IMAP, SMTP),
        file_of(IMAP, SMTP) + b"\n<script>count(1 && 2)</script>",
        file_of(server("incomingServer", "pop3", "pop.fjord.example", 995), IMAP, SMTP),
        file_of(
            server("incomingServer", "exchange", "", 0), '<incomingServer type="jmap"/>'
        ).replace(b"</emailProvider>", (IMAP + SMTP).encode() + b"</emailProvider>"),
        file_of(server("incomingServer", "imap", "imap.fjord.example", 143, "plain"), IMAP, SMTP),
        file_of(server("incomingServer", "imap", "not a host", 993), IMAP, SMTP),
        file_of(server("incomingServer", "imap", "imap.%MYSTERY%", 993), IMAP, SMTP),
        file_of(server("incomingServer", "imap", "i.fjord.example", 99999), IMAP, SMTP),
        file_of(IMAP.upper().replace("IMAP.FJORD", "imap.FJORD"), SMTP).replace(
            b'TYPE="IMAP"', b'type="IMAP"'
        ),
    ],
)
def test_what_surrounds_the_servers_does_not_matter(body: bytes) -> None:
    assert endpoints(parse_autoconfig(body, ANNA)) == USUAL


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("gbk", "邮箱"), ("shift_jis", "メール ソ"), ("euc-kr", "메일"), ("iso-8859-1", "Grüße")],
)
def test_a_file_may_be_in_its_country_s_encoding(encoding: str, name: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode()

    file = parse_autoconfig(
        declared + file_of(IMAP, SMTP, name=name).decode().encode(encoding), ANNA
    )

    assert endpoints(file) == USUAL
    assert file.provider == name


def test_an_encoding_that_nobody_declared_is_taken_for_western_european() -> None:
    body = file_of(IMAP, SMTP, name="Grüße").decode().encode("latin-1")

    assert parse_autoconfig(body, ANNA).provider == "Grüße"


def test_a_host_may_be_written_in_any_letters() -> None:
    imap = server("incomingServer", "imap", "imap.blåbær.example", 993)

    file = parse_autoconfig(file_of(imap, SMTP), ANNA)

    assert file.pairs[0][0].endpoint.host == "imap.xn--blbr-roah.example"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html><body>Welcome!<br></body></html>",
        b"\xff\xfe\x00garbage",
        b'<!DOCTYPE x [<!ENTITY a "b">]>' + file_of(IMAP, SMTP),
        b"<!doctype html>" + file_of(IMAP, SMTP),
        b'<?xml version="1.0" encoding="utf-7"?>+ADwAIQ-DOCTYPE x>',
        '<?xml version="1.0" encoding="utf-16"?>'.encode("utf-16") + b"<a/>",
        file_of(IMAP, SMTP) + b" " * 1 + b"<!-- " + b"x" * 70_000 + b" -->",
        file_of(*["<a/>"] * 2_001, IMAP, SMTP),
        b"<a>" * 10_000 + b"</a>" * 10_000,
        file_of(IMAP),
        file_of(SMTP),
        file_of(server("incomingServer", "imap", "imap.fjord.example", 143, "plain"), SMTP),
    ],
)
def test_an_unusable_file_gives_no_pairs_and_raises_nothing(body: bytes) -> None:
    assert parse_autoconfig(body, ANNA).pairs == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("<username>%EMAILADDRESS%</username>", ANNA),
        ("<username>%EMAILADDRESS</username>", ANNA),
        ("<username>%EMAILLOCALPART%</username>", "Anna.K"),
        ("<username>%EMAILLOCALPART%.%EMAILDOMAIN%</username>", "Anna.K.fjord.example"),
        ("<username>%USERNAME%</username>", ANNA),
        ("<username/>", ANNA),
        ("", ANNA),
        ("<username>shared</username>", "shared"),
    ],
)
def test_placeholders_in_the_user_name(written: str, meant: str) -> None:
    imap = server("incomingServer", "imap", "imap.fjord.example", 993, username=written)

    file = parse_autoconfig(file_of(imap, SMTP), ANNA)

    assert file.pairs[0][0].username == meant


def test_a_placeholder_in_the_address_is_not_replaced_again() -> None:
    address = "%emaildomain%@fjord.example"

    file = parse_autoconfig(file_of(IMAP, SMTP), address)

    assert file.pairs[0][0].username == address


def test_a_host_may_be_made_of_the_domain() -> None:
    imap = server("incomingServer", "imap", "mail.%EMAILDOMAIN%", 993)

    file = parse_autoconfig(file_of(imap, SMTP), ANNA)

    assert file.pairs[0][0].endpoint.host == "mail.fjord.example"


def test_implicit_tls_goes_before_starttls_and_usual_ports_before_odd_ones() -> None:
    late = server("incomingServer", "imap", "imap.fjord.example", 143, "STARTTLS")
    odd = server("incomingServer", "imap", "imap.fjord.example", 9993)

    file = parse_autoconfig(file_of(late, odd, IMAP, SMTP), ANNA)

    assert [str(imap.endpoint) for imap, _ in file.pairs] == [
        "imap.fjord.example:993:tls",
        "imap.fjord.example:9993:tls",
        "imap.fjord.example:143:starttls",
    ]


@pytest.mark.parametrize(
    ("authentication", "method"),
    [
        ("<authentication>OAuth2</authentication>", Method.OAUTH),
        (
            "<authentication>OAuth2</authentication>"
            "<authentication>password-cleartext</authentication>",
            Method.PASSWORD,
        ),
        ("", Method.PASSWORD),
    ],
)
def test_oauth_is_asked_for_only_where_nothing_else_is_offered(
    authentication: str, method: Method
) -> None:
    imap = server("incomingServer", "imap", "imap.fjord.example", 993, extra=authentication)

    assert parse_autoconfig(file_of(imap, SMTP), ANNA).method is method


def test_a_port_of_five_thousand_digits_costs_only_its_own_server() -> None:
    server = "<{0} type='{1}'><hostname>{2}.fjord.example</hostname><port>{3}</port></{0}>".format
    absurd = server("incomingServer", "imap", "old", "9" * 5_000)
    good = server("incomingServer", "imap", "imap", "993")
    smtp = server("outgoingServer", "smtp", "smtp", "465")

    found = parse_autoconfig(f"<clientConfig>{absurd}{good}{smtp}</clientConfig>".encode(), ANNA)

    assert [imap.endpoint.host for imap, _smtp in found.pairs] == ["imap.fjord.example"]
