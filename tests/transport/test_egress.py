"""Our own network is blamed only when both ports for sending stay silent."""

from __future__ import annotations

import socket

import pytest

from mail.core.errors import Code, MailError
from mail.transport import egress, guard
from mail.transport.policy import Policy

HOST = "smtp.fjord.example"


@pytest.mark.parametrize(
    ("answers", "blocked"),
    [
        ({465: Code.TIMEOUT, 587: Code.TIMEOUT}, True),
        ({465: Code.TIMEOUT, 587: Code.REFUSED}, False),
        ({465: Code.UNREACHABLE, 587: Code.TIMEOUT}, False),
        ({465: Code.TIMEOUT, 587: None}, False),
    ],
)
def test_a_refusal_or_an_answer_proves_that_nobody_blocks_us(
    answers: dict[int, Code | None], blocked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def connect(host: str, port: int, *_: object, **__: object) -> socket.socket:
        if code := answers[port]:
            raise MailError(code, subject=host)
        return socket.socket()

    monkeypatch.setattr(guard, "open_connection", connect)

    assert egress.sending_is_blocked(HOST, Policy()) is blocked
