"""How many connections fit into what the system lets a process open."""

from __future__ import annotations

import resource

import pytest

from mail.transport.open_files import RESERVE, make_room, missing


class Limits:
    def __init__(self, soft: int, hard: int) -> None:
        self.soft, self.hard = soft, hard

    def get(self, _kind: int) -> tuple[int, int]:
        return self.soft, self.hard

    def set(self, _kind: int, limits: tuple[int, int]) -> None:
        self.soft, self.hard = limits


@pytest.mark.parametrize(
    ("soft", "hard", "fit", "soft_then"),
    [
        (10_000, 10_000, 5_000, 10_000),
        (1_024, 1_048_576, 5_000, 5_000 + RESERVE),
        (1_024, 4_096, 4_096 - RESERVE, 4_096),
        (1_024, resource.RLIM_INFINITY, 5_000, 5_000 + RESERVE),
        (200, 200, 0, 200),
    ],
)
def test_the_limit_is_raised_as_far_as_needed_and_allowed(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, fit: int, soft_then: int
) -> None:
    limits = Limits(soft, hard)
    monkeypatch.setattr(resource, "getrlimit", limits.get)
    monkeypatch.setattr(resource, "setrlimit", limits.set)
    assert make_room(5_000) == fit
    assert limits.soft == soft_then
    assert missing(5_000) == 5_000 - fit if fit else missing(5_000) > 0
