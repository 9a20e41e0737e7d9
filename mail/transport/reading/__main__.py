"""``python -m mail.transport.reading``: reads what it is given until nobody gives any more.

It holds no password, no database and no socket, and only what a large message takes of memory. See
:mod:`mail.transport.reading.reader`.
"""

from __future__ import annotations

import resource
import sys
from collections.abc import Sequence

from mail.core.reading.work import Answer, read
from mail.transport.reading.frames import frame, receive, send

DATA_LIMIT_BYTES = 768 * 1024 * 1024
"""What a page made to grow may take before it is given up; a letter of 50 MB takes a third."""


def main() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (DATA_LIMIT_BYTES, DATA_LIMIT_BYTES))
    send(sys.stdout.buffer, True)
    while (pieces := receive(sys.stdin.buffer)) is not None:
        _answer([read(piece) for piece in pieces])


def _answer(answers: Sequence[Answer]) -> None:
    try:
        send(sys.stdout.buffer, answers)
    except ValueError:
        send(sys.stdout.buffer, [_plain(answer) for answer in answers])


def _plain(answer: Answer) -> Answer:
    """What cannot be sent costs its own message, not the unit."""
    try:
        frame(answer)
    except ValueError:
        return "no plain values"
    return answer


if __name__ == "__main__":
    main()
