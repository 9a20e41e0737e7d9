"""Erasing for good what the server has had no longer for a long time.

Until then a message may turn up in another folder, or the server may have been wrong, and it gets
its old row back. What something else still points at stays.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mail.models import Errand, Mailbox, Message, MessageBody, OutgoingMessage, PendingAction
from mail.models.message import MessageQuerySet

BATCH = 1_000

ERRANDS_KEPT_FOR = timedelta(days=1)
"""The source of a message is mail, and nobody comes back for it the next day."""


def forget_what_is_gone() -> int:
    """One batch; how many messages it erased."""
    pks = list(_to_forget().values_list("pk", flat=True)[:BATCH])
    with transaction.atomic():
        # Those that were found again in between stay.
        pks = list(_to_forget().filter(pk__in=pks).select_for_update().values_list("pk", flat=True))
        MessageBody.objects.filter(pk__in=pks).delete()
        Message.rows.filter(pk__in=pks).delete()
    _forget_folders()
    return len(pks)


def forget_errands() -> None:
    Errand.objects.filter(created_at__lt=timezone.now() - ERRANDS_KEPT_FOR).delete()


def _to_forget() -> MessageQuerySet:
    since = timezone.now() - timedelta(days=settings.GONE_MAIL_KEPT_DAYS)
    answered = OutgoingMessage.objects.filter(answers=OuterRef("pk"))
    pending = PendingAction.objects.filter(message=OuterRef("pk"))
    return Message.rows.filter(~Exists(answered), ~Exists(pending), gone_at__lt=since)


def _forget_folders() -> None:
    """Those that vanished with all that was in them."""
    rows = Message.rows.filter(mailbox=OuterRef("pk"))
    Mailbox.objects.filter(~Exists(rows), vanished_at__isnull=False).delete()
