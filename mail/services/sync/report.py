"""What a synchronisation did, counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class SyncReport:
    """What a run did. ``more`` when the budget ended before the work."""

    mailboxes: int = 0
    fetched: int = 0
    flags: int = 0
    expunged: int = 0
    folders: int = 0  # made, renamed, or otherwise than before
    bytes_in: int = 0
    bytes_out: int = 0
    more: bool = False
    looks_again: bool = False  # a folder was missing that the server had listed
    errors: list[str] = field(default_factory=list)

    @property
    def found_something(self) -> bool:
        """Whether anything that a page shows is otherwise than before."""
        return bool(self.fetched or self.flags or self.expunged or self.folders)


Progress = Callable[[SyncReport], None]
