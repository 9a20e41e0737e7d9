"""Waiting on servers that do not help."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from mail.core.errors import Code, MailError
from mail.transport import imap_idle
from mail.transport.imap_idle import wait_for_change
from tests.transport.talk import heard, session_with


def idling(reply: bytes) -> Callable[[str], bytes | None]:
    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"
        return reply if command.startswith("IDLE") else None

    return answer


def test_news_that_comes_with_the_permission_to_idle_counts() -> None:
    reply = b"* 4 EXISTS\r\n+ idling\r\n"
    with session_with(idling(reply)) as (session, _):
        assert wait_for_change(session, timeout_s=5, stop=lambda: False)


def test_chatter_is_not_news() -> None:
    reply = b"+ idling\r\n* OK still here\r\n"
    with session_with(idling(reply)) as (session, _):
        assert not wait_for_change(session, timeout_s=0.05, stop=lambda: False)


def test_a_stop_does_not_wait_for_a_server_that_says_nothing_more() -> None:
    def answer(command: str) -> bytes | None:
        return b"* OK well\r\n" if command == "DONE" else idling(b"+ idling\r\n")(command)

    with session_with(answer, timeout_s=60) as (session, _):
        assert not wait_for_change(session, timeout_s=60, stop=lambda: True)


def test_a_server_that_ends_the_idle_itself_is_not_asked_again_at_once() -> None:
    with (
        session_with(idling(b"+ idling\r\nTAG OK enough\r\n")) as (session, _),
        pytest.raises(MailError) as raised,
    ):
        wait_for_change(session, timeout_s=0.05, stop=lambda: False)
    assert raised.value.code is Code.PROTOCOL


def test_a_goodbye_while_idling_is_a_lost_connection() -> None:
    with (
        session_with(idling(b"+ idling\r\n* BYE going down\r\n")) as (session, _),
        pytest.raises(MailError) as raised,
    ):
        wait_for_change(session, timeout_s=5, stop=lambda: False)
    assert raised.value.code is Code.DROPPED


def test_a_refused_idle_is_an_error_and_not_a_wait() -> None:
    with (
        session_with(idling(b"TAG NO not now\r\n")) as (session, _),
        pytest.raises(MailError) as raised,
    ):
        wait_for_change(session, timeout_s=60, stop=lambda: False)
    assert raised.value.code is Code.COMMAND_REFUSED


def test_without_idle_the_server_is_asked_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imap_idle, "POLL_S", 0.0)
    replies = iter([b"TAG OK nothing\r\n", b"* 4 EXISTS\r\nTAG OK done\r\n"])

    def answer(command: str) -> bytes | None:
        return next(replies) if command.startswith("NOOP") else None

    with session_with(answer) as (session, server):
        assert wait_for_change(session, timeout_s=60, stop=lambda: False)
    assert heard(server).count(b"NOOP") == 2
