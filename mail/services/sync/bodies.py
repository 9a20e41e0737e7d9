"""The second pass: what is read of each message, newest first."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from mail.core.errors import MailError
from mail.models import Mailbox, Message
from mail.models.event_sequence import EventName
from mail.models.message import MessageState
from mail.services import events
from mail.services.sync.run import Run
from mail.services.texts import HANGS_UP_AFTER, keep_failures, keep_texts, note_failure
from mail.transport.imap_session import ImapSession

TEXT_BATCH = 50
PART_LIMIT_BYTES = 1024 * 1024  # readable text beyond this is cut, as when parsing


def bring_texts(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    listed = Message.objects.filter(mailbox=mailbox, state=MessageState.LISTED, missing_since=None)
    if not listed.exists():
        return
    selected = session.select(mailbox.name)
    rows = listed.filter(uidvalidity=selected.uidvalidity)
    trusted = list(rows.filter(failures=0).order_by("-uid").values_list("pk", flat=True))
    for start in range(0, len(trusted), TEXT_BATCH):
        _bring_batch(run, session, trusted[start : start + TEXT_BATCH])
    # One by one and behind the others: a server may hang up at one of them every time.
    suspects = rows.filter(failures__gt=0).order_by("failures", "-uid")
    for pk in list(suspects.values_list("pk", flat=True)):
        _bring_batch(run, session, [pk])


def _bring_batch(run: Run, session: ImapSession, pks: Sequence[int]) -> None:
    if not run.goes_on():
        return
    batch = list(Message.objects.filter(pk__in=pks).select_related("body").order_by("-uid"))
    wanted = {m.uid: _readable(m) for m in batch}
    try:
        brought = dict(session.fetch_parts_of_many(wanted, limit_bytes=PART_LIMIT_BYTES))
    except MailError:
        _suspect(run, batch)
        raise
    with transaction.atomic():
        run.lease.renew()
        keep_texts(batch, brought)
        events.publish(run.account.user_id, EventName.MAIL)
    run.tell()


def _suspect(run: Run, batch: Sequence[Message]) -> None:
    """The connection broke while these were asked for; which one it was, if any, shows when they
    are asked for alone."""
    with transaction.atomic():
        run.lease.renew()
        for message in batch:
            note_failure(message, give_up_after=HANGS_UP_AFTER)
        keep_failures(batch)


def _readable(message: Message) -> tuple[str, ...]:
    structure = message.body.structure
    return tuple(dict.fromkeys((*structure.get("text", []), *structure.get("html", []))))
