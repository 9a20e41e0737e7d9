"""FETCH for many messages, unit by unit, the next one being on its way while one is read.

One message whose record is refused or cannot be read never hides another.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mail.core.errors import Code, MailError
from mail.core.imap.fetch_record import FetchRecord
from mail.core.imap.quirks import Quirk
from mail.core.imap.ranges import sequence_sets
from mail.transport.imap_connection import ImapConnection
from mail.transport.imap_pipeline import Asked, Records

UNIT_MESSAGES = 33
"""Messages of one unit. One is stored while one is read and one is on its way: what a kill throws
away is a hundred at most. Outlook.com hangs up when it is asked for very many at once (seen
2016-01, https://github.com/mscdex/node-imap/issues/518)."""

MANY_BUDGET = 24 * 1024 * 1024
"""Bytes of the answer for many messages: half as much again as the worst that is ever asked for."""


@dataclass(frozen=True, slots=True)
class Request:
    """*items* of some messages, few enough for one sequence set."""

    uids: Sequence[int]
    items: str


Found = dict[int, FetchRecord | None]
"""By uid what came of each message that is there; None when the server refuses it alone."""


def fetched_ahead(
    connection: ImapConnection, units: Iterable[Sequence[Request]]
) -> Iterator[Found]:
    """What came of each unit, in their order. Raises MailError."""
    if Quirk.ONE_COMMAND_AT_A_TIME in connection.quirks:
        for unit in units:
            yield _answered(connection, ((one, _send(connection, one)) for one in unit))
        return
    ahead = deque[list[tuple[Request, Asked]]]()
    try:
        for unit in units:
            ahead.append([(request, _send(connection, request)) for request in unit])
            if len(ahead) > 1:
                yield _answered(connection, ahead[0])
                ahead.popleft()
        while ahead:
            yield _answered(connection, ahead[0])
            ahead.popleft()
    finally:
        connection.pipeline.abandon([asked for unit in ahead for _, asked in unit])


def fetch_each(connection: ImapConnection, request: Request) -> Found:
    """The same for one request that nothing follows."""
    return _answered(connection, [(request, _send(connection, request))])


def _send(connection: ImapConnection, request: Request) -> Asked:
    (sequence_set,) = sequence_sets(request.uids)
    # A single message may be as large as the wire allows.
    budget = MANY_BUDGET if len(request.uids) > 1 else 0
    return connection.pipeline.ask(frozenset(request.uids), sequence_set, request.items, budget)


def _answered(connection: ImapConnection, unit: Iterable[tuple[Request, Asked]]) -> Found:
    found: Found = {}
    for request, asked in unit:
        try:
            records = connection.pipeline.answer(asked)
        except MailError as problem:
            found |= _refused(connection, request, problem)
        else:
            found |= _each(connection, request, records)
    return found


def _refused(connection: ImapConnection, request: Request, problem: MailError) -> Found:
    """What comes of a refused request. Raises *problem* when it is not about a message."""
    if problem.code is Code.COMMAND_REFUSED:
        return _halves(connection, request)
    unsure = Quirk.UNAVAILABLE_IS_A_MESSAGE in connection.quirks and problem.code is Code.BUSY
    if not unsure or connection.wire.is_broken or len(request.uids) == 1:
        raise problem
    found: Found = {}
    for uid in request.uids:
        try:
            found |= fetch_each(connection, Request([uid], request.items))
        except MailError as again:
            if again.code is not Code.BUSY or connection.wire.is_broken:
                raise
            found[uid] = None
    if not any(found.values()):
        raise problem
    return found


def _halves(connection: ImapConnection, request: Request) -> Found:
    """A refused request, until the message that it fails at stands by itself."""
    uids, middle = request.uids, len(request.uids) // 2
    if not middle:
        return {uids[0]: None}
    halves = (Request(uids[:middle], request.items), Request(uids[middle:], request.items))
    return fetch_each(connection, halves[0]) | fetch_each(connection, halves[1])


def _each(connection: ImapConnection, request: Request, records: Records) -> Found:
    found: Found = {}
    for uid in request.uids:
        record = records.get(uid)
        if record is None and 0 not in records:
            continue
        if (record is None or not record.readable) and len(request.uids) > 1:
            # Whose record was broken is only certain when it is asked for alone.
            found |= fetch_each(connection, Request([uid], request.items))
        else:
            found[uid] = record
    return found
