"""The second pass: what is read of each message, newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter

from django.db import transaction
from django.db.models import F

from mail.core.errors import MailError
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.message import MessageState
from mail.services import events
from mail.services.new_rows import NewText
from mail.services.sync.batches import fill
from mail.services.sync.run import Run
from mail.services.texts import HANGS_UP_AFTER, Parts, Unread, failed, keep_texts, read_text, unread
from mail.services.twins import texts_of_twins
from mail.transport.imap_session import ImapSession

STRETCH = 500
"""Messages asked for without a pause; they are stored in units, while the next ones arrive."""

SUSPECTS = 50
PART_LIMIT_BYTES = 1024 * 1024  # readable text beyond this is cut, as when parsing

Arrived = tuple[int, Parts]


def bring_texts(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    listed = Message.objects.filter(mailbox=mailbox, state=MessageState.LISTED, missing_since=None)
    # Nothing more is asked of the database, which then reads the index of what is listed.
    rows = list(listed.order_by("-uid").values_list("pk", "uidvalidity", "failures"))
    if not rows or not run.goes_on():
        return
    uidvalidity = session.uidvalidity_of(mailbox.name)
    here = [(pk, failures) for pk, numbered, failures in rows if numbered == uidvalidity]
    trusted = [pk for pk, failures in here if not failures]
    for start in range(0, len(trusted), STRETCH):
        _bring(run, session, trusted[start : start + STRETCH])
    # One by one and behind the others: a server may hang up at one of them every time.
    suspects = [(pk, failures) for pk, failures in here if failures]
    for pk, _failures in sorted(suspects, key=itemgetter(1)):
        _bring(run, session, [pk])


def _bring(run: Run, session: ImapSession, pks: Sequence[int]) -> None:
    if not run.goes_on():
        return
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
    arriving: Iterator[Arrived] = iter(())
    is_asked = False
    while run.goes_on():
        unit: list[Arrived] = []
        try:
            if not is_asked:
                arriving, is_asked = _asked(session, waiting), True
            fill(unit, arriving, _size_bytes)
        except MailError:
            _keep_arrived(run, unit, waiting)
            _suspect(run, list(waiting.values())[:SUSPECTS])
            raise
        if not unit:
            return True
        _keep_arrived(run, unit, waiting)
    return False


def _asked(session: ImapSession, waiting: dict[int, Unread]) -> Iterator[Arrived]:
    wanted = {uid: message.sections for uid, message in waiting.items()}
    return iter(session.fetch_parts_of_many(wanted, limit_bytes=PART_LIMIT_BYTES))


def _size_bytes(arrived: Arrived) -> int:
    return sum(map(len, arrived[1].values()))


def _keep_arrived(run: Run, unit: Sequence[Arrived], waiting: dict[int, Unread]) -> None:
    _keep(run, [read_text(waiting.pop(uid), parts) for uid, parts in unit])


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
