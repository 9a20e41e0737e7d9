"""The loop and servers that do not help: each costs its own connection and nothing else."""

from __future__ import annotations

import socket
import time
import tracemalloc
from dataclasses import replace

import pytest

from mail.core.endpoint import Security
from mail.core.errors import Code
from mail.core.imap import idle, inflow
from mail.transport import imap_held
from tests.servers.ca import Authority
from tests.servers.faults import sends_without_end
from tests.servers.scripted import Connection, Script, ScriptedServer
from tests.transport.talk import HOST, POLICY, heard, improvising
from tests.transport.watch import then, watched, watched_by


def says(data: bytes) -> Script:
    """Says so, and then nothing more."""

    def script(connection: Connection) -> None:
        connection.send(data)
        connection.wait()

    return then(script)


def test_news_are_told_and_the_connection_stays() -> None:
    with watched(says(b"* 4 EXISTS\r\n")) as loop:
        loop.until(lambda: loop.news)
        time.sleep(0.1)
        assert (loop.news, loop.ended, len(loop.loop)) == ([1], [], 1)


def test_news_that_come_in_single_bytes_are_told() -> None:
    def script(connection: Connection) -> None:
        for octet in b"* 4 EXISTS\r\n":
            connection.send(bytes([octet]))
            connection.pause(0.002)
        connection.wait()

    with watched(then(script)) as loop:
        loop.until(lambda: loop.news)


def test_news_that_came_with_the_answer_before_are_not_lost() -> None:
    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"
        if command.startswith("EXAMINE"):
            return b"* 3 EXISTS\r\n* OK [UIDVALIDITY 1] v\r\nTAG OK done\r\n* 4 EXISTS\r\n"
        return b"+ idling\r\n" if command.startswith("IDLE") else None

    with watched(improvising(answer)) as loop:
        loop.until(lambda: loop.news)


def test_an_idle_is_asked_for_anew_again_and_again() -> None:
    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"
        return b"+ idling\r\n" if command.startswith("IDLE") else None

    with ScriptedServer(improvising(answer)) as server, watched_by() as loop:
        loop.take(server, again_s=0.05)
        loop.until(lambda: heard(server).count(b" IDLE") > 5)
        assert loop.ended == []


def test_a_server_without_idle_is_asked_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle.Idle.__init__, "__kwdefaults__", {"poll_s": 0.05})

    def answer(command: str) -> bytes | None:
        return b"* 4 EXISTS\r\nTAG OK done\r\n" if command.startswith("NOOP") else None

    with watched(improvising(answer)) as loop:
        loop.until(lambda: len(loop.news) > 2)


def test_a_refusal_to_idle_costs_nothing_but_the_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle.Idle.__init__, "__kwdefaults__", {"poll_s": 0.05})

    def answer(command: str) -> bytes | None:
        if command.startswith("CAPABILITY"):
            return b"* CAPABILITY IMAP4rev1 IDLE\r\nTAG OK done\r\n"
        if command.startswith("IDLE"):
            return b"TAG NO not now\r\n"
        return b"* 4 EXISTS\r\nTAG OK done\r\n" if command.startswith("NOOP") else None

    with watched(improvising(answer)) as loop:
        loop.until(lambda: loop.news)
        assert loop.ended == []


def test_a_goodbye_ends_the_connection_with_its_words() -> None:
    with watched(says(b"* BYE Going down\r\n")) as loop:
        assert loop.end() is Code.DROPPED
        assert "Going down" in loop.ended[0].problem.server_said


def test_a_connection_that_is_cut_has_ended() -> None:
    with watched(then(lambda connection: None)) as loop:
        assert loop.end() is Code.DROPPED
        assert len(loop.loop) == 0


def test_how_long_it_was_silent_before_is_told() -> None:
    with watched(then(lambda connection: connection.pause(0.3))) as loop:
        loop.end()
        assert loop.ended[0].silent_s > 0.2


def test_a_line_without_end_ends_it_and_costs_no_memory() -> None:
    tracemalloc.start()
    try:
        with watched(then(sends_without_end(b"x" * 65536))) as loop:
            assert loop.end() is Code.TOO_MUCH
            assert tracemalloc.get_traced_memory()[1] < 4_000_000
    finally:
        tracemalloc.stop()


def test_a_flood_of_news_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflow, "SPAN_LIMIT", 1_000_000)
    with watched(then(sends_without_end(b"* 4 EXISTS\r\n" * 500))) as loop:
        assert loop.end() is Code.TOO_MUCH
        assert loop.news


def test_a_flood_does_not_keep_the_others_waiting() -> None:
    """The one that floods is let go on for a while; the other one's news come through meanwhile."""

    def late_news(connection: Connection) -> None:
        connection.pause(0.3)
        connection.send_line("* 4 EXISTS")
        connection.wait()

    def flood(connection: Connection) -> None:
        for _ in range(2_000):  # 4 MB, below what ends it
            connection.send(b"* OK still here\r\n" * 125)
            connection.pause(0.0005)
        connection.wait()

    with (
        ScriptedServer(then(flood)) as flooding,
        ScriptedServer(then(late_news)) as quiet,
        watched_by() as loop,
    ):
        loop.take(quiet, 1)
        loop.take(flooding, 2)
        at = time.monotonic()
        loop.until(lambda: 1 in loop.news)
        assert time.monotonic() - at < 1.5
        assert loop.ended == []


def test_a_server_that_says_nothing_more_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half of the connection is gone, nobody has said so: the next question has no answer."""
    monkeypatch.setattr(idle, "ANSWER_S", 0.2)
    with watched(then(lambda connection: connection.wait()), again_s=0.1) as loop:
        assert loop.end() is Code.TIMEOUT


def test_a_dead_peer_is_looked_for_by_the_system() -> None:
    with watched(says(b"")) as loop:
        loop.until(lambda: len(loop.loop) == 1)
        (held,) = loop.loop._held.values()
        assert held.sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert held.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) <= 120


def test_over_tls_nothing_stays_behind_in_the_encryption(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One record, read in several turns: the selector does not see what OpenSSL holds."""
    monkeypatch.setattr(imap_held, "CHUNK", 100)
    monkeypatch.setattr(imap_held, "TURN_LIMIT", 200)
    lines = b"* OK still here\r\n" * 500 + b"* 4 EXISTS\r\n"
    with Authority() as authority:
        certificate = authority.certificate(HOST)
        policy = replace(POLICY, extra_ca_file=str(authority.ca_file))
        with (
            ScriptedServer(says(lines), certificate, implicit_tls=True) as server,
            watched_by() as loop,
        ):
            loop.take(server, policy=policy, security=Security.TLS)
            loop.until(lambda: loop.news)
            assert loop.ended == []


def test_who_is_dropped_is_told_goodbye_and_reports_nothing() -> None:
    """Once all it said was read: what is unread at a close makes it a reset, goodbye or not."""
    with ScriptedServer(says(b"* 4 EXISTS\r\n")) as server, watched_by() as loop:
        loop.take(server)
        loop.until(lambda: loop.news)
        loop.loop.drop(1)
        loop.until(lambda: b"LOGOUT" in heard(server))
        assert (len(loop.loop), loop.ended) == (0, [])


def test_a_stop_takes_less_than_a_second_whatever_is_open() -> None:
    with ScriptedServer(says(b"")) as server, watched_by() as loop:
        for key in range(20):
            loop.take(server, key)
        loop.until(lambda: len(loop.loop) == 20)
        at = time.monotonic()
        loop.loop.stop()
        assert time.monotonic() - at < 1
        assert not loop.loop.is_well


def test_connections_that_may_not_be_held_any_longer_are_broken() -> None:
    with watched(says(b"")) as loop:
        loop.until(lambda: len(loop.loop) == 1)
        loop.loop.hold_until(time.monotonic())
        assert loop.end() is Code.BUSY


def test_a_fault_of_ours_ends_one_connection_and_not_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with ScriptedServer(says(b"* 4 EXISTS\r\n")) as server, watched_by() as loop:
        with monkeypatch.context() as broken:
            broken.setattr(idle.Idle, "line", lambda *_: 1 / 0)
            loop.take(server, 1)
            assert loop.end() is Code.INTERNAL
        loop.take(server, 2)
        loop.until(lambda: 2 in loop.news)
