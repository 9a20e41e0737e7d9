"""Server records become rows.

Each batch is one transaction with the lease in it: a worker that lost its lease writes nothing,
and a killed one leaves whole batches. The unique place of a message makes a second run harmless.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from django.db import DatabaseError, DataError, transaction

from mail.core.address import Address
from mail.core.imap.flags import Flags
from mail.core.mime.headers import parse_headers
from mail.core.mime.message import Headers, Part, Structure
from mail.core.mime.structure import from_server
from mail.models import Mailbox, Message, MessageBody
from mail.models.message import MessageState
from mail.services.leases import Lease
from mail.services.rematch import rematched
from mail.services.threads import thread_messages
from mail.transport.imap_session import FetchedHeader

log = logging.getLogger(__name__)

FUTURE_ALLOWED = timedelta(days=1)
"""A date further ahead than this is a broken clock or a trick to stand on top of the list."""


def ingest_headers(
    mailbox: Mailbox, uidvalidity: int, records: Sequence[FetchedHeader], lease: Lease
) -> int:
    """Store rows for *records*; returns how many were new."""
    prepared = [_prepare(mailbox, uidvalidity, record) for record in records]
    with transaction.atomic():
        lease.renew()
        return _store(mailbox, uidvalidity, prepared)


Rows = tuple[Message, MessageBody]


def _store(mailbox: Mailbox, uidvalidity: int, prepared: Sequence[Rows]) -> int:
    places = Message.rows.filter(
        mailbox=mailbox, uidvalidity=uidvalidity, uid__in=[m.uid for m, _ in prepared]
    )
    places.exclude(gone_at=None).update(gone_at=None)  # the server lists it again
    known = set(places.values_list("uid", flat=True))
    fresh = [pair for pair in prepared if pair[0].uid not in known]
    known |= rematched(mailbox, [message for message, _ in fresh])
    fresh = [pair for pair in fresh if pair[0].uid not in known]
    try:
        with transaction.atomic():
            _create(fresh)
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        # One row that the database refuses must not keep the others out.
        for pair in fresh:
            _create_or_hold_place(pair)
    count_mailbox(mailbox)
    return len(fresh)


def _create(rows: Sequence[Rows]) -> None:
    if rows:
        thread_messages(rows[0][0].account_id, [(one, body.headers) for one, body in rows])
    messages = Message.objects.bulk_create([message for message, _ in rows])
    for message, (_, body) in zip(messages, rows, strict=True):
        body.message = message
    MessageBody.objects.bulk_create([body for _, body in rows])


def _create_or_hold_place(pair: Rows) -> None:
    message, _body = pair
    message.pk = None
    try:
        with transaction.atomic():
            _create([pair])
    except (DatabaseError, ValueError) as problem:
        if not is_about_a_row(problem):
            raise
        log.exception("refused by the database mailbox=%s uid=%s", message.mailbox_id, message.uid)
        columns = ("account_id", "mailbox_id", "uidvalidity", "uid", "date", "internaldate",
                   "size_bytes", *FLAG_COLUMNS)  # fmt: skip
        empty = Message(
            state=MessageState.UNREADABLE,
            content_id=f"p:{message.uid}",
            **{name: getattr(message, name) for name in columns},
        )
        _create([(empty, MessageBody(defects=["unreadable"]))])


def is_about_a_row(problem: Exception) -> bool:
    """Not about the database, which may be busy or away: its value cannot be stored (SQLSTATE 22)
    or is too large for an index (54)."""
    state = getattr(problem.__cause__, "sqlstate", None) or ""
    return isinstance(problem, ValueError | DataError) or state[:2] in {"22", "54"}


def _prepare(
    mailbox: Mailbox, uidvalidity: int, record: FetchedHeader
) -> tuple[Message, MessageBody]:
    try:
        return _rows(mailbox, uidvalidity, record)
    except Exception:
        # One message that we cannot read must not stop the mailbox; its place is kept visible.
        log.exception("unreadable message mailbox=%s uid=%s", mailbox.pk, record.uid)
        return _placeholder(mailbox, uidvalidity, record)


def _rows(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader) -> tuple[Message, MessageBody]:
    headers = parse_headers(record.header)
    if not record.header:
        return _placeholder(mailbox, uidvalidity, record)
    structure = from_server(
        record.bodystructure, size_bytes=record.size_bytes, header=record.header
    )
    sender = headers.from_[0] if headers.from_ else Address("", "")
    message = _place(mailbox, uidvalidity, record)
    message.message_id = indexable(headers.message_id)
    message.subject = headers.subject[:998]
    message.from_name, message.from_address = sender.name[:320], sender.address[:320]
    message.to_line = to_line(headers)
    message.date = plausible_date(headers.date, record.internaldate)
    message.has_attachments = has_attachments(structure)
    message.state = MessageState.LISTED if structure.readable else MessageState.COMPLETE
    return message, MessageBody(
        headers=dump_headers(headers),
        structure=asdict(structure),
        defects=list(headers.defects + structure.defects),
    )


def _placeholder(
    mailbox: Mailbox, uidvalidity: int, record: FetchedHeader
) -> tuple[Message, MessageBody]:
    message = _place(mailbox, uidvalidity, record)
    message.state = MessageState.UNREADABLE
    return message, MessageBody(defects=["unreadable"])


def _place(mailbox: Mailbox, uidvalidity: int, record: FetchedHeader) -> Message:
    message = Message(
        account_id=mailbox.account_id,
        mailbox=mailbox,
        uidvalidity=uidvalidity,
        uid=record.uid,
        content_id=content_id_of(record),
        date=record.internaldate,
        internaldate=record.internaldate,
        size_bytes=record.size_bytes,
    )
    set_flags(message, record.flags)
    return message


def content_id_of(record: FetchedHeader) -> str:
    """Same content, same id: the server's own EMAILID (RFC 8474), else header and size."""
    if record.email_id:
        return f"e:{record.email_id}"[:64]
    digest = hashlib.sha256(record.header + str(record.size_bytes).encode())
    return f"h:{digest.hexdigest()[:60]}"


INDEXABLE_BYTES = 998
"""RFC 5322 allows no longer line; PostgreSQL refuses a row whose indexed text is beyond 2,700."""


def indexable(text: str) -> str:
    return text.encode()[:INDEXABLE_BYTES].decode("utf-8", "ignore")


def plausible_date(date: datetime | None, internaldate: datetime) -> datetime:
    """The sender's date, unless it is missing or lies ahead of when the server got the mail."""
    if date is None or date > internaldate + FUTURE_ALLOWED or date.year < 1980:
        return internaldate
    return date


def set_flags(message: Message, flags: Flags) -> None:
    for name, value in flag_values(flags).items():
        setattr(message, name, value)


KEYWORDS_LIMIT = 2_000
FLAG_COLUMNS = ("seen", "answered", "flagged", "draft", "deleted", "keywords")


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
    rows = Message.objects.in_mailbox(mailbox)
    Mailbox.objects.filter(pk=mailbox.pk).update(
        stored_count=rows.count(), unseen_count=rows.filter(seen=False, deleted=False).count()
    )


def to_line(headers: Headers) -> str:
    return ", ".join(address.name or address.address for address in headers.to[:10])[:500]


def has_attachments(structure: Structure) -> bool:
    return any(_is_shown(part) for part in structure.attachments)


def _is_shown(part: Part) -> bool:
    return bool(part.filename) and not (part.content_id and part.content_type.startswith("image/"))


def dump_headers(headers: Headers) -> dict[str, object]:
    """The addresses and ids that reading and answering need, as JSON."""
    fields = ("from_", "reply_to", "to", "cc", "bcc")
    dumped: dict[str, object] = {
        name: [[a.name, a.address] for a in getattr(headers, name)] for name in fields
    }
    dumped["in_reply_to"] = headers.in_reply_to
    dumped["references"] = list(headers.references)
    dumped["recipients_left_out"] = headers.recipients_left_out
    return dumped


def load_headers(message: Message) -> Headers:
    """The headers of a stored message, as they were parsed."""
    stored = message.body.headers

    def addresses(name: str) -> tuple[Address, ...]:
        return tuple(Address(display, spec) for display, spec in stored.get(name, []))

    return Headers(
        subject=message.subject,
        from_=addresses("from_"),
        reply_to=addresses("reply_to"),
        to=addresses("to"),
        cc=addresses("cc"),
        bcc=addresses("bcc"),
        date=message.date,
        message_id=message.message_id,
        in_reply_to=stored.get("in_reply_to", ""),
        references=tuple(stored.get("references", [])),
        recipients_left_out=stored.get("recipients_left_out", 0),
    )


def load_structure(stored: dict[str, object]) -> Structure:
    parts = tuple(Part(**part) for part in stored.get("parts", []))  # type: ignore[attr-defined]
    return Structure(
        parts=parts,
        text=tuple(stored.get("text", [])),  # type: ignore[arg-type]
        html=tuple(stored.get("html", [])),  # type: ignore[arg-type]
    )
