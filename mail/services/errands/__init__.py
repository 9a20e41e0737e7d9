"""What a person wants from the server and a page does not wait for.

A page writes an :class:`Errand` and makes the account's lane due; whoever holds the lane runs what
waits, and writes the result into the row. A search stores messages, so it belongs to the lane of
synchronisation (:mod:`mail.services.sync.searching`); the others are short and belong to the
interactive one.
"""

from mail.services.errands.asking import (
    fetch_source,
    newest_of,
    search_further,
    search_server,
    subscribe_folder,
)
from mail.services.errands.short import run_short

__all__ = [
    "fetch_source",
    "newest_of",
    "run_short",
    "search_further",
    "search_server",
    "subscribe_folder",
]
