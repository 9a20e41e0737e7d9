"""Which messages are one conversation, decided for a batch at a time.

What is known is a set of entries, each the place of some thread. A batch joins threads and makes
new ones; the result is the same as if all messages had come at once, in any order:

- who stands at a place belongs to its thread;
- an answer that is trusted belongs to the message with that id under whatever subject, unless
  several different messages carry that id: then nobody can say which one was meant. A thread that
  was joined that way before the second one came is taken apart (:func:`doubtful`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mail.core.threads.places import Place

LARGEST = 500
"""Messages of a thread, after which a new one begins: a machine that answers itself for years. Only
beyond it does the order of arrival show."""


@dataclass(slots=True)
class Entry:
    """A place at which messages met. *pk* is of the stored row, 0 for a new one."""

    digest: str
    topic: str
    is_own: bool
    is_trusted: bool
    thread: int
    pk: int = 0
    node: int = 0
    becomes_own: bool = False
    becomes_trusted: bool = False

    def take(self, place: Place) -> None:
        self.becomes_own |= place.is_own and not self.is_own
        self.becomes_trusted |= place.is_trusted and not self.is_trusted

    @property
    def has_owner(self) -> bool:
        return self.is_own or self.becomes_own

    @property
    def has_trust(self) -> bool:
        return self.is_trusted or self.becomes_trusted


@dataclass(slots=True)
class Group:
    """One conversation: messages of the batch, by their number, and threads that become one."""

    messages: list[int]
    threads: set[int]
    entries: list[Entry]

    def survivor(self, sizes: Mapping[int, int]) -> int:
        """The thread that the others join, 0 for a new one: the largest, the oldest of equals."""
        largest = max(self.threads, key=lambda thread: (sizes.get(thread, 0), -thread), default=0)
        total = sum(sizes.get(thread, 0) for thread in self.threads) + len(self.messages)
        return largest if total <= LARGEST else 0


def doubtful(known: Iterable[Entry], batch: Iterable[Sequence[Place]]) -> set[int]:
    """Threads that an answer joined by an id which *batch* shows to be of several messages."""
    of_id: dict[str, list[Entry]] = {}
    for entry in known:
        of_id.setdefault(entry.digest, []).append(entry)
    owners: dict[str, set[str]] = {}
    for places in batch:
        for place in places:
            if place.is_own and place.id in of_id:
                owners.setdefault(place.id, set()).add(place.topic)
    found: set[int] = set()
    for digest, topics in owners.items():
        entries = of_id[digest]
        before = {entry.topic for entry in entries if entry.is_own}
        is_news = len(before) < 2 <= len(before | topics)
        if is_news and any(entry.is_trusted for entry in entries):
            found |= {entry.thread for entry in entries if entry.is_trusted or entry.is_own}
    return found


def grouped(known: Iterable[Entry], batch: Sequence[Sequence[Place]]) -> list[Group]:
    """The conversations that *batch* belongs to. *known* holds every entry of the ids it names."""
    forest = _Forest()
    book: dict[str, dict[str, Entry]] = {}
    for entry in known:
        entry.node = entry.thread
        book.setdefault(entry.digest, {})[entry.topic] = entry
    for number, places in enumerate(batch):
        for place in places:
            _stand_at(place, -1 - number, book, forest)
    for entries in book.values():
        if len(entries) > 1:
            _trust(list(entries.values()), forest)
    return _collect(len(batch), book, forest)


def _stand_at(place: Place, node: int, book: dict[str, dict[str, Entry]], forest: _Forest) -> None:
    of_id = book.setdefault(place.id, {})
    entry = of_id.get(place.topic)
    if entry is None:
        entry = of_id[place.topic] = Entry(place.id, place.topic, False, False, 0, node=node)
    else:
        forest.unite(entry.node, node)
    entry.take(place)


def _trust(entries: Sequence[Entry], forest: _Forest) -> None:
    owners = [entry for entry in entries if entry.has_owner]
    if len(owners) > 1:
        return
    joined = [*owners, *(entry for entry in entries if entry.has_trust)]
    for entry in joined[1:]:
        forest.unite(joined[0].node, entry.node)


def _collect(count: int, book: Mapping[str, Mapping[str, Entry]], forest: _Forest) -> list[Group]:
    groups: dict[int, Group] = {}
    for number in range(count):
        root = forest.root(-1 - number)
        if (group := groups.get(root)) is None:
            groups[root] = Group([number], set(), [])
        else:
            group.messages.append(number)
    for entries in book.values():
        for entry in entries.values():
            if group := groups.get(forest.root(entry.node)):
                group.entries.append(entry)
                if entry.thread:
                    group.threads.add(entry.thread)
    return list(groups.values())


class _Forest:
    """Union and find: threads are positive numbers, messages of the batch negative ones."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, node: int) -> int:
        above = self._above
        root = node
        while (up := above.get(root, root)) != root:
            root = up
        while node != root:
            above[node], node = root, above.get(node, node)
        return root

    def unite(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one != other:
            self._above[other] = one
