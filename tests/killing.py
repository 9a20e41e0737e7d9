"""A worker that dies between two statements of the database, in this process; or that pauses there
while something else happens.

What it had not committed is rolled back and nothing is given back: as after ``kill -9``, but at the
same place each time, and in no time. The real signal is sent in ``tests/engine``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


class Killed(BaseException):
    """Nobody catches it, as nobody catches the signal."""


@contextmanager
def killed_after(statements: int) -> Iterator[None]:
    """The work of the block ends before its next statement once it has made *statements*."""
    left = statements

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal left
        if left <= 0:
            raise Killed
        left -= 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        yield


@contextmanager
def in_a_pause(statements: int, happens: Callable[[], None]) -> Iterator[None]:
    """*happens* once, when the work of the block has made *statements* and holds no lock: before
    its next one outside a transaction."""
    made, is_over = 0, False

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal made, is_over
        made += 1
        if made > statements and not is_over and not connection.in_atomic_block:
            is_over = True
            happens()
        return execute(*arguments)

    with connection.execute_wrapper(count):
        yield
