"""The split of CPU time by kind of work."""

from __future__ import annotations

import time

from bench.cpu_split import split
from mail.core.mime.parse import parse

RAW = b"Subject: x\r\n\r\n" + b"Twelve ropes of forty metres.\r\n" * 500


def test_what_a_process_does_is_told_apart() -> None:
    ends_at = time.process_time() + 0.5
    with split() as seconds:
        while time.process_time() < ends_at:
            parse(RAW)

    assert 0.3 < sum(seconds.values()) < 1.0
    assert seconds["parsing"] > 0.6 * sum(seconds.values())
