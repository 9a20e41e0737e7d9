"""The rows of threads and their entries: read, made and moved for a whole batch.

What every batch does is written by hand: the ORM's lists of values cost more than all the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Case, Value, When

from mail.core.threads.grouping import Entry, Group
from mail.core.threads.places import Place
from mail.models import Message, Thread, ThreadReference
from mail.services.finding import found

INSERT_ROWS = 500
"""In one statement; SQLite takes 32,766 values."""


_NEW_THREADS = "INSERT INTO mail_thread (account_id) VALUES "
_NEW_ENTRIES = (
    "INSERT INTO mail_threadreference (account_id, digest, topic, is_own, is_trusted, thread_id)"
    " VALUES "
)
_SIZES = "SELECT thread_id, COUNT(*) FROM mail_message WHERE thread_id IN {} GROUP BY thread_id"
_MARKED = "UPDATE mail_threadreference SET {} = %s WHERE id IN "


def _marks(count: int) -> str:
    return "(" + ", ".join(["%s"] * count) + ")"


class Crossed(Exception):
    """Another worker changed the same threads since they were read."""


def known(account_id: int, places: Iterable[Sequence[Place]]) -> list[Entry]:
    """Every entry of the ids that are named in *places*."""
    digests = {place.id for of_one in places for place in of_one}
    columns = ("digest", "topic", "is_own", "is_trusted", "thread_id", "id")
    rows = found(ThreadReference, columns, "digest", digests, account_id=account_id)
    return [
        Entry(digest, topic, bool(is_own), bool(is_trusted), thread, pk)
        for digest, topic, is_own, is_trusted, thread, pk in rows
    ]


def sizes(threads: Collection[int]) -> dict[int, int]:
    """Messages of each of *threads*, which nobody else changes until the transaction ends."""
    if not threads:
        return {}
    _hold(threads)
    with connection.cursor() as cursor:
        cursor.execute(_SIZES.format(_marks(len(threads))), [*threads])
        return dict(cursor.fetchall())


def _hold(threads: Collection[int]) -> None:
    """Raises Crossed when one of them is there no more. SQLite has one writer at a time anyway."""
    if not connection.features.has_select_for_update:
        return
    rows = Thread.objects.select_for_update(of=("self",)).filter(pk__in=threads).order_by("pk")
    if len(rows.values_list("pk")) < len(threads):
        raise Crossed


def new_threads(account_id: int, count: int) -> list[int]:
    """Their numbers."""
    if not count:
        return []
    values = ", ".join([_marks(1)] * count)
    with connection.cursor() as cursor:
        cursor.execute(_NEW_THREADS + values + " RETURNING id", [account_id] * count)
        return [pk for (pk,) in cursor.fetchall()]


def keep(
    account_id: int, groups: Sequence[Group], survivors: Sequence[int], kept: Sequence[int]
) -> None:
    """Store what *groups* changed: each is now the thread in *kept*, its survivor or a new one."""
    moved: dict[int, int] = {}
    repointed: dict[int, int] = {}
    fresh: list[tuple[Any, ...]] = []
    own, trusted = [], []
    for group, survivor, thread in zip(groups, survivors, kept, strict=True):
        for entry in group.entries:
            if not entry.thread:
                fresh.append((account_id, entry.digest, entry.topic,
                              entry.has_owner, entry.has_trust, thread))  # fmt: skip
                continue
            if entry.becomes_own:
                own.append(entry.pk)
            if entry.becomes_trusted:
                trusted.append(entry.pk)
            if not survivor:
                repointed[entry.pk] = thread
        if survivor:
            moved |= dict.fromkeys(group.threads - {survivor}, survivor)
    _insert(fresh)
    _mark("is_own", own)
    _mark("is_trusted", trusted)
    if repointed:
        _point(ThreadReference.objects.all(), "pk", repointed)
    if moved:
        _join(moved)


def _insert(fresh: Sequence[tuple[Any, ...]]) -> None:
    """In one order for all, so that two workers never wait for each other."""
    ordered = sorted(fresh)
    for start in range(0, len(ordered), INSERT_ROWS):
        some = ordered[start : start + INSERT_ROWS]
        values = ", ".join([_marks(6)] * len(some))
        with connection.cursor() as cursor:
            cursor.execute(
                _NEW_ENTRIES + values + " ON CONFLICT DO NOTHING",
                [value for row in some for value in row],
            )
            if cursor.rowcount != len(some):
                raise Crossed


def _mark(column: str, pks: Sequence[int]) -> None:
    if pks:
        with connection.cursor() as cursor:
            cursor.execute(_MARKED.format(column) + _marks(len(pks)), [True, *pks])


def _join(moved: Mapping[int, int]) -> None:
    _point(Message.rows.all(), "thread", moved)
    _point(ThreadReference.objects.all(), "thread", moved)
    _forget(moved)


def _point(rows: Any, column: str, targets: Mapping[int, int]) -> None:
    """Set the thread of the rows whose *column* is a key of *targets*."""
    cases = [When(**{column: key}, then=Value(thread)) for key, thread in targets.items()]
    rows.filter(**{f"{column}__in": targets}).update(thread=Case(*cases))


def _forget(threads: Collection[int]) -> None:
    gone = Thread.objects.filter(pk__in=threads)
    gone._raw_delete(gone.db)  # nothing points there any more; a cascade would look again


def take_apart(threads: Collection[int]) -> list[tuple[Message, Mapping[str, Any]]]:
    """The messages of *threads*, which are then in none."""
    _hold(threads)
    messages = Message.rows.filter(thread__in=threads).select_related("body").order_by("pk")
    found = [(message, message.body.headers) for message in messages]
    references = ThreadReference.objects.filter(thread__in=threads)
    references._raw_delete(references.db)
    _forget(threads)
    return found


def move(messages: Sequence[Message]) -> None:
    if messages:
        Message.rows.bulk_update(messages, ["thread"])
