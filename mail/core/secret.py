"""A secret that does not show itself."""

from __future__ import annotations

from typing import NoReturn


class Secret:
    """Holds a secret; only :meth:`reveal` gives it out, and only to code that says so.

    It cannot be pickled, copied or written as JSON, so it reaches no task, cache or session.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not to be copied into a task, a cache or a file")
