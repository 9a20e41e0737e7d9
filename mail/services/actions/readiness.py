"""Which of the waiting actions may be told now: what failed holds up only what builds on it."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now

from mail.core.imap.folder_name import is_below
from mail.models import Mailbox, PendingAction
from mail.models.pending_action import ActionKind, PendingActionQuerySet


def ready(account_id: int) -> PendingActionQuerySet:
    """Those that never failed come first, so that no number of others keeps them waiting.

    Left out are what is paused, what comes after a failed action of the same message, whatever
    stands in or goes to a folder that is paused itself, and the removal of a folder that mail is
    still to leave.
    """
    waiting = PendingAction.objects.waiting().filter(account=account_id)
    earlier = PendingAction.objects.waiting().filter(account=account_id, pk__lt=OuterRef("pk"))
    failed = earlier.filter(message=OuterRef("message"), failures__gt=0)
    folder = OuterRef("mailbox")
    in_use = earlier.filter(Q(mailbox=folder) | Q(target=folder), message__isnull=False)
    free = waiting.exclude(not_before__gt=Now()).exclude(Exists(failed))
    free = free.exclude(Q(kind=ActionKind.REMOVE) & Exists(in_use))
    held = _held_folders(account_id)
    if held:
        touches = Q(mailbox__in=held) | Q(target__in=held) | Q(message__mailbox__in=held)
        free = free.exclude(touches)
    return free.order_by("failures", "pk")


def _held_folders(account_id: int) -> set[int]:
    """Folders that the server does not know by their names here before a paused action is told,
    and those below them."""
    kinds = (ActionKind.CREATE, ActionKind.RENAME)
    paused = PendingAction.objects.paused().filter(account=account_id, kind__in=kinds)
    tops = [action.mailbox for action in paused.select_related("mailbox") if action.mailbox]
    if not tops:
        return set()
    rows = Mailbox.objects.filter(account=account_id).values_list("pk", "name")
    return {
        pk
        for pk, name in rows
        for top in tops
        if pk == top.pk or is_below(name, top.name, top.delimiter)
    }
