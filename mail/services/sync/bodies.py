"""The second pass: what is read of each message, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from mail.core.errors import MailError
from mail.core.reading.work import Piece
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.message import MessageQuerySet, MessageState
from mail.services import events
from mail.services.new_rows import NewText
from mail.services.sync.batches import fill
from mail.services.sync.run import Run
from mail.services.texts import (
    HANGS_UP_AFTER,
    Parts,
    Unread,
    failed,
    keep_texts,
    kept_text,
    piece_of,
    unread,
)
from mail.services.twins import texts_of_twins
from mail.transport.imap_session import ImapSession

STRETCH = 500
"""Messages asked for without a pause; they are stored in units, while the next ones arrive."""

SUSPECTS = 50
PART_LIMIT_BYTES = 1024 * 1024  # readable text beyond this is cut, as when parsing


def bring_texts(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    """Of all that is listed there, but for what broke a connection before."""
    listed = _listed(mailbox=mailbox, failures=0)
    # Nothing more is asked of the database, which then reads the index of what is listed.
    rows = list(listed.order_by("-uid").values_list("pk", "uidvalidity"))
    if not rows or not run.goes_on():
        return
    uidvalidity = session.uidvalidity_of(mailbox.name)
    here = [pk for pk, numbered in rows if numbered == uidvalidity]
    run.expect(len(here))
    for start in range(0, len(here), STRETCH):
        if start and not run.goes_on():
            return
        _bring(run, session, here[start : start + STRETCH])


def suspects(run: Run) -> list[tuple[int, int]]:
    """What broke a connection before, as (message, folder), the least suspect first."""
    rows = _listed(mailbox__account=run.account, failures__gt=0)
    return list(rows.order_by("failures", "-uid").values_list("pk", "mailbox_id"))


def bring_suspect(run: Run, session: ImapSession, mailbox: Mailbox, pk: int) -> None:
    """One by itself, when all other work is done: a server may hang up at it every time."""
    if not run.goes_on():
        return
    uidvalidity = session.uidvalidity_of(mailbox.name)
    if _listed(pk=pk, uidvalidity=uidvalidity).exists():
        _bring(run, session, [pk])


def _listed(**where: object) -> MessageQuerySet:
    rows = Message.objects.filter(state=MessageState.LISTED, missing_since=None)
    return rows.filter(**where)


def _bring(run: Run, session: ImapSession, pks: Sequence[int]) -> None:
    messages = unread(pks)
    if here := texts_of_twins(run.account.pk, pks):
        _keep(run, here)
    known = {text.pk for text in here}
    waiting = {message.uid: message for message in messages if message.pk not in known}
    if waiting and _take(run, session, waiting):
        _keep(run, [failed(message) for message in waiting.values()])


def _take(run: Run, session: ImapSession, waiting: dict[int, Unread]) -> bool:
    """Fetch, read and store what is *waiting*, which is left with what did not come.

    False when the time was over first.
    """
    arriving = _Arriving(session, waiting)
    units = run.as_long_as_it_goes_on(arriving.units(), len(waiting))
    for unit, answers in run.reader.in_turn(units, _pieces):
        both = zip(unit, answers, strict=True)
        _keep(run, [kept_text(arrived.message, answer) for arrived, answer in both])
    if arriving.problem:
        _suspect(run, list(waiting.values())[:SUSPECTS])
        raise arriving.problem
    return not run.report.more


@dataclass(frozen=True, slots=True)
class Arrived:
    message: Unread
    parts: Parts

    @property
    def size_bytes(self) -> int:
        return sum(map(len, self.parts.values()))


def _pieces(unit: Sequence[Arrived]) -> list[Piece]:
    return [piece_of(arrived.message, arrived.parts) for arrived in unit]


class _Arriving:
    """What comes of the messages *waiting*, each of which is taken from there.

    A ``problem`` is kept until what came before it is stored.
    """

    def __init__(self, session: ImapSession, waiting: dict[int, Unread]) -> None:
        self._session, self._waiting = session, waiting
        self.problem: MailError | None = None

    def units(self) -> Iterator[list[Arrived]]:
        messages = self._messages()
        while self.problem is None:
            unit: list[Arrived] = []
            try:
                fill(unit, messages, lambda arrived: arrived.size_bytes)
            except MailError as problem:
                self.problem = problem
            if not unit:
                return
            yield unit

    def _messages(self) -> Iterator[Arrived]:
        wanted = {uid: message.sections for uid, message in self._waiting.items()}
        arriving = self._session.fetch_parts_of_many(wanted, limit_bytes=PART_LIMIT_BYTES)
        for uid, parts in arriving:
            yield Arrived(self._waiting.pop(uid), parts)


def _keep(run: Run, texts: Sequence[NewText]) -> None:
    if not texts:
        return
    with transaction.atomic():
        run.lease.renew()
        keep_texts(texts)
        events.publish(run.account.user_id, EventName.MAIL)
    run.tell()


def _suspect(run: Run, messages: Sequence[Unread]) -> None:
    """The connection broke while these were asked for; which one it was, if any, shows when they
    are asked for alone."""
    rows = Message.rows.filter(pk__in=[message.pk for message in messages])
    with transaction.atomic():
        run.lease.renew()
        rows.update(failures=F("failures") + 1)
        rows.filter(failures__gte=HANGS_UP_AFTER).update(state=MessageState.UNREADABLE)
