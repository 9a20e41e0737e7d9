"""Messages that could not be taken: why, and one more attempt where somebody asked for it.

A message that cannot be read gets a placeholder and holds up no other.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mail.core.errors import MailError
from mail.models import Mailbox, Message, Quarantined
from mail.models.message import MessageState
from mail.models.quarantine import Reason
from mail.services.ingest import ingest_headers
from mail.services.sync.run import Run
from mail.services.texts import HANGS_UP_AFTER, POISON_AFTER
from mail.transport.imap_session import ImapSession


def note_reasons(run: Run, problem: MailError | None) -> None:
    """At the end of a run: what is unreadable has a reason, and what is not has none.

    *problem* is what the run ended with: the server's last words at a message that breaks the
    connection.
    """
    mine = Quarantined.objects.filter(account=run.account)
    # By way of the folders: their index of what is unreadable is nearly empty.
    unreadable = Message.objects.filter(mailbox__account=run.account, state=MessageState.UNREADABLE)
    fresh = list(unreadable.filter(quarantine=None).select_related("body"))
    with transaction.atomic():
        run.lease.renew()
        rows = [_quarantined(message, problem) for message in fresh]
        Quarantined.objects.bulk_create(rows, ignore_conflicts=True)
        mine.filter(message__state=MessageState.COMPLETE).delete()
        failed_again = mine.filter(retry_asked=True, message__state=MessageState.UNREADABLE)
        failed_again.update(retry_asked=False, tried_at=timezone.now())


def take_again(run: Run, session: ImapSession) -> None:
    """Records that could not be understood are fetched anew; they stand at the same place."""
    if not Quarantined.objects.filter(account=run.account, retry_asked=True).exists():
        return
    without_record = Q(quarantine__reason=Reason.RECORD) | Q(content_id__startswith="p:")
    asked = Message.objects.filter(
        without_record,
        account=run.account,
        state=MessageState.UNREADABLE,
        quarantine__retry_asked=True,
    )
    for mailbox in Mailbox.objects.filter(pk__in=asked.values("mailbox"), vanished_at=None):
        if run.goes_on():
            _take_again(run, session, mailbox, asked.filter(mailbox=mailbox))


def _take_again(run: Run, session: ImapSession, mailbox: Mailbox, rows: QuerySet[Message]) -> None:
    selected = session.select(mailbox.name)
    places = dict(rows.filter(uidvalidity=selected.uidvalidity).values_list("uid", "pk"))
    records = list(session.fetch_headers(sorted(places)))
    with transaction.atomic():
        run.lease.renew()
        Message.rows.filter(pk__in=[places[record.uid] for record in records]).delete()
        ingest_headers(mailbox, selected.uidvalidity, records, run.lease)


def _quarantined(message: Message, problem: MailError | None) -> Quarantined:
    reason = _reason(message)
    said = problem.server_said if problem and reason is Reason.DROPPED else ""
    return Quarantined(
        message=message,
        account_id=message.account_id,
        reason=reason,
        server_said=said,
        since=timezone.now(),
    )


def _reason(message: Message) -> Reason:
    if message.content_id.startswith("p:"):
        return Reason.STORE
    if not message.body.structure:
        return Reason.RECORD
    if message.failures >= HANGS_UP_AFTER:
        return Reason.DROPPED
    return Reason.TEXT if message.failures >= POISON_AFTER else Reason.STORE
