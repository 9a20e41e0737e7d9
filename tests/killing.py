"""A worker that dies between two statements of the database, in this process.

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
