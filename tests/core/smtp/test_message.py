from __future__ import annotations

import pytest

from mail.core.errors import Code, MailError
from mail.core.smtp.message import check_message, data_octets, mail_parameters

RAW = b"Subject: Hi\r\n\r\nHello\r\n"


@pytest.mark.parametrize("end", [b"\r.\r\n", b"\n.\r\n", b"\r\n.\n", b"x\r"])
def test_a_bare_line_end_is_no_message(end: bytes) -> None:
    with pytest.raises(ValueError, match="bare"):
        check_message(RAW + end, "kari@fjord.example", ["ola@fjord.example"])


@pytest.mark.parametrize("address", ["", "a@b> SIZE=1", "a@b\r\nRCPT TO:<x@y>", "<a@b>"])
def test_an_address_says_nothing_but_an_address(address: str) -> None:
    with pytest.raises(MailError) as raised:
        check_message(RAW, "kari@fjord.example", [address])
    assert raised.value.code is Code.ADDRESS_INVALID


def test_a_message_for_nobody_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="recipient"):
        check_message(RAW, "kari@fjord.example", [])


@pytest.mark.parametrize(
    ("raw", "sent"),
    [
        (b"a\r\n", b"a\r\n.\r\n"),
        (b"a", b"a\r\n.\r\n"),
        (b".\r\n..b\r\nc.\r\n", b"..\r\n...b\r\nc.\r\n.\r\n"),
        (b"", b"\r\n.\r\n"),
    ],
)
def test_dots_are_doubled_and_the_end_is_one(raw: bytes, sent: bytes) -> None:
    assert data_octets(raw) == sent


def test_parameters_are_those_that_the_server_offers() -> None:
    raw = "Hællo\r\n".encode()
    offered = {"size": "100", "8bitmime": "", "smtputf8": ""}
    ascii_only = mail_parameters(offered, raw, "kari@fjord.example", ["ola@fjord.example"])
    assert ascii_only == ["SIZE=8", "BODY=8BITMIME"]
    assert mail_parameters({}, raw, "kari@fjord.example", ["ola@fjord.example"]) == []


def test_smtputf8_is_asked_for_only_when_an_address_needs_it() -> None:
    assert mail_parameters({"smtputf8": ""}, RAW, "kari@x.example", ["bjørn@x.example"]) == [
        "SMTPUTF8"
    ]
    with pytest.raises(MailError) as raised:
        mail_parameters({}, RAW, "kari@x.example", ["bjørn@x.example"])
    assert raised.value.code is Code.RECIPIENTS_REFUSED


def test_a_message_over_the_servers_size_is_not_begun() -> None:
    with pytest.raises(MailError) as raised:
        mail_parameters({"size": "10"}, RAW, "kari@fjord.example", ["ola@fjord.example"])
    assert raised.value.code is Code.MESSAGE_REFUSED
