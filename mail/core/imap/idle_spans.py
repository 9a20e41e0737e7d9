"""How long one IDLE may last before it is asked for anew.

RFC 2177 advises less than 29 minutes, because servers may end a session after 30. Many do not wait
that long, and what stands in between (NAT) forgets a silent connection after 5 to 15 minutes.
"""

from __future__ import annotations

USUAL_S = 9 * 60.0
"""Gmail and Lark end an IDLE after ten minutes without a word (seen since 2012 and 2024-04), and
so do several servers out of the box; asking anew costs 40 bytes."""

SHORTEST_S = 2 * 60.0

_KNOWN: tuple[tuple[str, float], ...] = (
    # Sessions end unannounced after 6 to 45 minutes, more often than not while idle (2017-03).
    ("yandex.com", 5 * 60.0),
    ("yandex.ru", 5 * 60.0),
    # Now and then says nothing more on a connection that still stands (2023-12).
    ("mailbox.org", 5 * 60.0),
)


def idle_span_s(host: str) -> float:
    """For *host*, its name in lower case."""
    for domain, span_s in _KNOWN:
        if host == domain or host.endswith(f".{domain}"):
            return span_s
    return USUAL_S


def after_a_break(span_s: float, lasted_s: float) -> float:
    """The span to use after a connection broke while idle, *lasted_s* after the last word.

    One that lasted for most of its span was probably ended for being silent.
    """
    if lasted_s < span_s / 2:
        return span_s
    return max(SHORTEST_S, span_s / 2)
