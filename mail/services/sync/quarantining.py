"""Messages that could not be taken: why, and one more attempt where somebody asked for it.

A message that cannot be read gets a placeholder and holds up no other.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mail.core.errors import MailError
from mail.models import Mailbox, Message, Quarantined
from mail.models.event_sequence import EventName
from mail.models.message import MessageQuerySet, MessageState
from mail.models.quarantine import Reason
from mail.services import events
from mail.services.ingest import count_mailbox, rows_of
from mail.services.retaking import retake
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
        taken, _ = mine.filter(message__state=MessageState.COMPLETE).delete()
        failed_again = mine.filter(retry_asked=True, message__state=MessageState.UNREADABLE)
        failed = failed_again.update(retry_asked=False, tried_at=timezone.now())
        if rows or taken or failed:
            # The texts were told of before: a page that looked at once still saw the reason.
            events.publish(run.account.user_id, EventName.MAIL)


def asked_for(run: Run) -> list[Mailbox]:
    """The folders in which somebody asked for a record once more."""
    if not Quarantined.objects.filter(account=run.account, retry_asked=True).exists():
        return []
    folders = Mailbox.objects.filter(pk__in=_asked(run).values("mailbox"), vanished_at=None)
    return list(folders.order_by("pk"))


def take_again(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    """Records of *mailbox* that could not be understood are fetched anew. Raises MailError."""
    if not run.goes_on():
        return
    selected = session.select(mailbox.name)
    rows = _asked(run).filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    places = dict(rows.values_list("uid", "pk"))
    records = [record for record in session.fetch_headers(sorted(places)) if record.uid in places]
    taken = {places[one.uid]: rows_of(mailbox, selected.uidvalidity, one) for one in records}
    with transaction.atomic():
        run.lease.renew()
        for pk, row in taken.items():
            retake(pk, row)
        count_mailbox(mailbox)
        events.publish(run.account.user_id, EventName.MAIL)


def _asked(run: Run) -> MessageQuerySet:
    without_record = Q(quarantine__reason=Reason.RECORD) | Q(content_id__startswith="p:")
    return Message.objects.filter(
        without_record,
        account=run.account,
        state=MessageState.UNREADABLE,
        quarantine__retry_asked=True,
    )


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
