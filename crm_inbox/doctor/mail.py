"""Messages that need somebody: on their way out, or not understood."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q

from accounts.database_time import from_now
from mail.models import Message, OutgoingMessage
from mail.models.message import MessageState
from mail.models.outgoing import OutgoingState

DEFERRED_LONG = timedelta(hours=4)
"""After five tries. The sender sees it in the inbox; two days later the message is given up."""

QUEUED_LONG = timedelta(minutes=15)


def outgoing() -> Iterator[str]:
    counts = OutgoingMessage.objects.not_sent().aggregate(
        **{name: Count("pk", filter=which) for name, (which, _sentence) in _TROUBLE.items()}
    )
    for name, (_which, sentence) in _TROUBLE.items():
        if counts[name]:
            yield sentence.format(number=counts[name])


_TROUBLE = {
    "in_doubt": (
        Q(state=OutgoingState.IN_DOUBT),
        "Messages in doubt ({number}): the connection broke while they were handed over. Ask "
        "their senders to look in Sent at the provider, and then to send again from the inbox.",
    ),
    "failed": (
        Q(state=OutgoingState.FAILED),
        "Messages that could not be sent ({number}): their senders see the reason in the inbox "
        "and decide there.",
    ),
    "deferred": (
        Q(state=OutgoingState.DEFERRED, created_at__lt=from_now(-DEFERRED_LONG)),
        "Messages deferred for hours ({number}): see with “manage.py account check ADDRESS” "
        "whether their outgoing servers answer.",
    ),
    "queued": (
        Q(state=OutgoingState.QUEUED, not_before__lt=from_now(-QUEUED_LONG)),
        "Messages that nobody tries to send ({number}): start a worker that serves the queue "
        "“send”.",
    ),
}


def unreadable() -> Iterator[str]:
    number = Message.objects.filter(state=MessageState.UNREADABLE).count()
    if number:
        yield (
            f"Messages that could not be taken ({number}) are in quarantine, where their owners "
            "see why and can try again: find them with “manage.py account dump ADDRESS” (state "
            "“unreadable”) and report them."
        )
