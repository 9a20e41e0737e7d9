"""Server records become rows.

Records are read first; then each batch is one transaction with the lease in it: a worker that
lost its lease writes nothing, and a killed one leaves whole batches. The unique place of a message
makes a second run harmless.
"""

from __future__ import annotations

import hashlib
import logging
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from django.db import DatabaseError, DataError, transaction
from django.db.models import Count, Q

from mail.core.imap.flags import Flags
from mail.core.reading.listing import Listing
from mail.core.reading.work import LISTING, Answer, Piece, read
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.message import MessageState
from mail.services import events, overlay
from mail.services.finding import found
from mail.services.leases import Lease
from mail.services.new_rows import NewBody, NewMessage
from mail.services.rematch import rematched
from mail.services.threads import thread_messages
from mail.services.writing import Rows, add_to_counters, insert_messages
from mail.transport.imap_session import FetchedHeader

log = logging.getLogger(__name__)

FUTURE_ALLOWED = timedelta(days=1)
"""A date further ahead than this is a broken clock or a trick to stand on top of the list."""


def pieces_of(records: Sequence[FetchedHeader]) -> list[Piece]:
    """What there is to read of *records*."""
    return [(LISTING, record.header, record.bodystructure, record.size_bytes) for record in records]


def ingest_headers(
    mailbox: Mailbox,
    uidvalidity: int,
    records: Sequence[FetchedHeader],
    lease: Lease,
    answers: Sequence[Answer] | None = None,
) -> int:
    """Store rows for *records* and tell the person's pages; returns how many were new.

    *answers* are those to :func:`pieces_of`, where they have been read already.
    """
    if answers is None:
        answers = [read(piece) for piece in pieces_of(records)]
    both = zip(records, answers, strict=True)
    prepared = [_prepare(mailbox, uidvalidity, record, answer) for record, answer in both]
    with transaction.atomic():
        lease.renew()
        fresh = _store(mailbox, uidvalidity, prepared)
        events.publish(mailbox.account.user_id, EventName.MAIL)
    return fresh


def _store(mailbox: Mailbox, uidvalidity: int, prepared: Sequence[Rows]) -> int:
    known, is_moved = _known(mailbox, uidvalidity, [message for message, _ in prepared])
    fresh = [pair for pair in prepared if pair[0].uid not in known]
    if matched := rematched(mailbox, [message for message, _ in fresh]):
        fresh = [pair for pair in fresh if pair[0].uid not in matched]
        is_moved = True
    try:
        with transaction.atomic():
            _create(fresh)
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        # One row that the database refuses must not keep the others out.
        for pair in fresh:
            _create_or_hold_place(pair)
    if is_moved:
        count_mailbox(mailbox)
    else:
        _count_new(mailbox, [message for message, _ in fresh])
    return len(fresh)


def _known(
    mailbox: Mailbox, uidvalidity: int, messages: Sequence[NewMessage]
) -> tuple[set[int], bool]:
    """The uids of those *messages* whose rows are here, and whether one of them was shown again or
    got other flags: what a person has moved here has its place before the server tells of it."""
    columns, uids = ("uid", "id", "gone_at", *FLAG_COLUMNS), [message.uid for message in messages]
    rows = found(Message, columns, "uid", uids, mailbox_id=mailbox.pk, uidvalidity=uidvalidity)
    here = {uid: (pk, gone_at, tuple(flags)) for uid, pk, gone_at, *flags in rows}
    back: list[tuple[int, NewMessage]] = []
    changed: list[tuple[int, NewMessage]] = []
    for message in messages:
        pk, gone_at, flags = here.get(message.uid, (0, None, ()))
        if gone_at:
            back.append((pk, message))
        elif pk and flags != _flags_of(message):
            changed.append((pk, message))
    is_moved = _take_flags(changed)
    return set(here), _show_again(back) or is_moved


def _show_again(back: Sequence[tuple[int, NewMessage]]) -> bool:
    """Whether any of the rows is: what a person has erased is not news."""
    erased = overlay.leaving_rows([pk for pk, _message in back]) if back else set()
    left = [(pk, message) for pk, message in back if pk not in erased]
    return _take_flags(left, gone_at=None, missing_since=None)


def _take_flags(rows: Sequence[tuple[int, NewMessage]], **columns: object) -> bool:
    """Whether there were any *rows*, whose flags are now those that the server tells, but for those
    of a person's that it has yet to learn."""
    alike: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for pk, message in rows:
        alike[_flags_of(message)].append(pk)
    for told, pks in alike.items():
        flags = dict(zip(FLAG_COLUMNS, told, strict=True))
        Message.rows.filter(pk__in=pks).update(**columns, **flags)
    overlay.lay_over([pk for pk, _message in rows])
    return bool(rows)


def _create(rows: Sequence[Rows]) -> None:
    if rows:
        thread_messages(rows[0][0].account_id, [(one, body.headers) for one, body in rows])
    insert_messages(rows)


def _create_or_hold_place(pair: Rows) -> None:
    message, _body = pair
    try:
        with transaction.atomic():
            _create([pair])
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        log.exception("refused by the database mailbox=%s uid=%s", message.mailbox_id, message.uid)
        columns = ("account_id", "mailbox_id", "uidvalidity", "uid", "date", "internaldate",
                   "size_bytes", *FLAG_COLUMNS)  # fmt: skip
        empty = NewMessage(
            state=MessageState.UNREADABLE,
            content_id=f"p:{message.uid}",
            **{name: getattr(message, name) for name in columns},
        )
        _create([(empty, NewBody(defects=("unreadable",)))])


def is_about_a_row(problem: Exception) -> bool:
    """Not about the database, which may be busy or away: its value cannot be stored (SQLSTATE 22)
    or is too large for an index (54)."""
    state = getattr(problem.__cause__, "sqlstate", None) or ""
    return isinstance(problem, ValueError | DataError) or state[:2] in {"22", "54"}


def rows_of(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader) -> Rows:
    """What would be stored of *record*: a placeholder where it cannot be read."""
    [piece] = pieces_of([record])
    return _prepare(mailbox, uidvalidity, record, read(piece))


def _prepare(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader, answer: Answer) -> Rows:
    if isinstance(answer, str):
        # One message that we cannot read must not stop the mailbox; its place is kept visible.
        log.error("unreadable message mailbox=%s uid=%s: %s", mailbox.pk, record.uid, answer)
        return _placeholder(mailbox, uidvalidity, record)
    if not record.header:
        return _placeholder(mailbox, uidvalidity, record)
    return _rows(_place(mailbox, uidvalidity, record), Listing(*answer))


def _rows(message: NewMessage, listing: Listing) -> Rows:
    message.message_id = listing.message_id
    message.subject = listing.subject
    message.from_name, message.from_address = listing.from_name, listing.from_address
    message.to_line = listing.to_line
    date = datetime.fromisoformat(listing.date) if listing.date else None
    message.date = plausible_date(date, message.internaldate)
    message.snippet = listing.snippet
    message.has_attachments = listing.has_attachments
    message.state = MessageState.LISTED if listing.is_readable else MessageState.COMPLETE
    return message, NewBody(listing.headers, listing.structure, listing.defects, listing.text)


def _placeholder(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader) -> Rows:
    message = _place(mailbox, uidvalidity, record)
    message.state = MessageState.UNREADABLE
    return message, NewBody(defects=("unreadable",))


def _place(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader) -> NewMessage:
    flags = record.flags
    return NewMessage(
        mailbox.account_id,
        mailbox.pk,
        uidvalidity,
        record.uid,
        content_id_of(record),
        record.internaldate,
        record.internaldate,
        record.size_bytes,
        flags.seen,
        flags.answered,
        flags.flagged,
        flags.draft,
        flags.deleted,
        _keywords(flags),
    )


def content_id_of(record: FetchedHeader) -> str:
    """Same content, same id: the server's own EMAILID (RFC 8474), else header and size."""
    if record.email_id:
        return f"e:{record.email_id}"[:64]
    digest = hashlib.sha256(record.header + str(record.size_bytes).encode())
    return f"h:{digest.hexdigest()[:60]}"


def plausible_date(date: datetime | None, internaldate: datetime) -> datetime:
    """The sender's date, unless it is missing or lies ahead of when the server got the mail."""
    if date is None or date > internaldate + FUTURE_ALLOWED or date.year < 1980:
        return internaldate
    return date


KEYWORDS_LIMIT = 2_000
FLAG_COLUMNS = ("seen", "answered", "flagged", "draft", "deleted", "keywords")
_flags_of: Callable[[NewMessage], tuple[object, ...]] = attrgetter(*FLAG_COLUMNS)


def flag_values(flags: Flags) -> dict[str, bool | str]:
    """The columns of a message row that hold *flags*."""
    return {
        "seen": flags.seen,
        "answered": flags.answered,
        "flagged": flags.flagged,
        "draft": flags.draft,
        "deleted": flags.deleted,
        "keywords": _keywords(flags),
    }


def _keywords(flags: Flags) -> str:
    """As many as the column takes, each whole."""
    joined = " ".join(flags.keywords)
    return joined if len(joined) <= KEYWORDS_LIMIT else joined[:KEYWORDS_LIMIT].rpartition(" ")[0]


def count_mailbox(mailbox: Mailbox) -> None:
    """Bring the counters up to date, after the rows and in the same transaction.

    The row is locked first: of two transactions that change a mailbox at the same time the second
    one counts when it can see what the first one did.
    """
    Mailbox.objects.select_for_update().filter(pk=mailbox.pk).first()
    Mailbox.objects.filter(pk=mailbox.pk).update(**counts_of(mailbox))


def counts_of(mailbox: Mailbox) -> dict[str, int]:
    """What the counters have to say."""
    unseen = Count("pk", filter=Q(seen=False, deleted=False))
    return Message.objects.in_mailbox(mailbox).aggregate(
        stored_count=Count("pk"), unseen_count=unseen
    )


def _count_new(mailbox: Mailbox, fresh: Sequence[NewMessage]) -> None:
    """The same for *fresh* rows alone: counting all for each batch would take quadratic time.

    Right beside :func:`count_mailbox`, which waits for the row that this changes, or does not see
    the new rows before it.
    """
    if fresh:
        unseen = sum(not (message.seen or message.deleted) for message in fresh)
        add_to_counters(mailbox.pk, stored=len(fresh), unseen=unseen)
