"""Taking back a message that has not left yet: it is held, and can be written on or thrown away."""

from __future__ import annotations

from django.db import transaction

from mail.core.address import Address
from mail.core.mime.compose import Draft
from mail.core.mime.parse import parse
from mail.models import OutgoingMessage
from mail.models.event_sequence import EventName
from mail.models.outgoing import WAITING, OutgoingState
from mail.services import events


def take_back(outgoing: OutgoingMessage) -> bool:
    """Hold the message; False when it is too late, because a worker has begun to send it."""
    with transaction.atomic():
        rows = OutgoingMessage.objects.filter(pk=outgoing.pk, state__in=WAITING)
        held = rows.update(state=OutgoingState.HELD, problem_code="", server_said="")
        events.publish(outgoing.account.user_id, EventName.OUTBOX)
    return bool(held)


def discard(outgoing: OutgoingMessage) -> None:
    """Forget a message that is held or was refused; one that may have gone out stays on record."""
    with transaction.atomic():
        over = [OutgoingState.HELD, OutgoingState.FAILED]
        OutgoingMessage.objects.filter(pk=outgoing.pk, state__in=over).delete()
        events.publish(outgoing.account.user_id, EventName.OUTBOX)


def draft_of(outgoing: OutgoingMessage) -> Draft:
    """What was written, from the frozen bytes; blind recipients are known from the envelope."""
    parsed = parse(bytes(outgoing.raw))
    headers = parsed.headers
    open_ones = {address.address for address in (*headers.to, *headers.cc)}
    blind = [address for address in outgoing.recipients if address not in open_ones]
    return Draft(
        from_=headers.from_[0] if headers.from_ else Address("", outgoing.account.address),
        to=headers.to,
        cc=headers.cc,
        bcc=tuple(Address("", address) for address in blind),
        subject=outgoing.subject,
        text=parsed.text.removesuffix("\n"),
        in_reply_to=headers.in_reply_to,
        references=headers.references,
    )
