"""One copy of a sent message in Sent, whoever puts it there.

Gmail, Exchange and others store it themselves, so Sent is searched for the Message-ID first. The
step may run any number of times.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils import timezone

from accounts import connect
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, OutgoingMessage
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.outgoing import WAITING, CopyState, OutgoingState
from mail.services import events
from mail.services.lanes import make_due
from mail.services.leases import Lease
from mail.transport.imap_session import ImapSession

log = logging.getLogger(__name__)

SOONEST, LATEST = timedelta(seconds=10), timedelta(hours=6)
_ABOUT_THIS_ONE = frozenset({Code.COMMAND_REFUSED, Code.BUSY, Code.TOO_MANY_CONNECTIONS})
"""Answers to one copy, [OVERQUOTA] and [LIMIT] included: a shorter one may still be taken. Should
the session be over instead, the next command says so."""


def pending(account: EmailAccount) -> models.QuerySet[OutgoingMessage]:
    return OutgoingMessage.objects.filter(account=account, copy_state=CopyState.PENDING)


def next_try(account: EmailAccount) -> datetime | None:
    """After a few seconds at first, because most often a connection broke or a lock was held; then
    ever more slowly: a full mailbox is not mended by a thousand sign-ins a day. None while there is
    nothing to do, or a refused sign-in has to be mended first."""
    if account.is_stopped(Service.IMAP):
        return None
    oldest: datetime | None = pending(account).aggregate(at=models.Min("sent_at"))["at"]
    if oldest is None:
        return None
    now = timezone.now()
    return now + min(max((now - oldest) / 2, SOONEST), LATEST)


def store_copies(account: EmailAccount, lease: Lease) -> None:
    """Store what is pending, under the send lease; a failure leaves it pending for the next run."""
    waiting = list(pending(account).order_by("pk"))
    sent = Mailbox.objects.filter(account=account).on_server().with_use(SpecialUse.SENT).first()
    doubtful = list(OutgoingMessage.objects.filter(account=account, state=OutgoingState.IN_DOUBT))
    if sent is None or not (waiting or doubtful):
        return
    try:
        with connect.imap_session(account) as session:
            session.select(sent.name, readonly=False)
            for outgoing in waiting:
                lease.renew()  # a worker that was taken for dead stores no second copy
                _store(session, sent, outgoing)
            for outgoing in doubtful:
                if session.find_message_id(outgoing.message_id):
                    _note_found(outgoing)
    except MailError as problem:
        log.warning("sent copy account=%s problem=%s", account.pk, problem.code.value)
        return
    make_due(account.pk, LaneName.SYNC)


def _store(session: ImapSession, sent: Mailbox, outgoing: OutgoingMessage) -> None:
    try:
        if not session.find_message_id(outgoing.message_id):
            session.append(sent.name, bytes(outgoing.raw), flags=("\\Seen",))
    except MailError as problem:
        if problem.code not in _ABOUT_THIS_ONE:
            raise
        log.warning("copy refused outgoing=%s", outgoing.pk)  # holds up no other
    else:
        _note_stored(outgoing)


def _note_stored(outgoing: OutgoingMessage) -> None:
    OutgoingMessage.objects.filter(pk=outgoing.pk).update(copy_state=CopyState.STORED)


def _note_found(outgoing: OutgoingMessage) -> None:
    """The provider stored it, so it was accepted: the doubt is over."""
    with transaction.atomic():
        # Also when its person has just said "send again": then that is not needed.
        unsent = OutgoingMessage.objects.filter(pk=outgoing.pk, attempts=outgoing.attempts)
        unsent.filter(state__in=[OutgoingState.IN_DOUBT, *WAITING]).update(
            state=OutgoingState.SENT, copy_state=CopyState.STORED, problem_code="", server_said=""
        )
        events.publish(outgoing.account.user_id, EventName.OUTBOX)
