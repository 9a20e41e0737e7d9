"""How long one IDLE lasts."""

from __future__ import annotations

from mail.core.imap.idle_spans import SHORTEST_S, USUAL_S, after_a_break, idle_span_s


def test_an_idle_is_shorter_where_servers_are_known_to_hang_up() -> None:
    assert idle_span_s("imap.yandex.com") < idle_span_s("mail.fjord.example") == USUAL_S
    assert idle_span_s("notyandex.com") == USUAL_S


def test_what_broke_for_its_silence_is_kept_shorter_next_time() -> None:
    assert after_a_break(540.0, 500.0) == 270.0
    assert after_a_break(540.0, 20.0) == 540.0
    assert after_a_break(SHORTEST_S, SHORTEST_S) == SHORTEST_S
