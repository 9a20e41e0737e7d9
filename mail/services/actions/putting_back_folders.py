"""One action of a folder, undone here. Call inside a transaction."""

from __future__ import annotations

from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import MOVES, ActionKind
from mail.services.actions.renaming import rename_rows


def hanging_on(action: PendingAction) -> list[PendingAction]:
    """What cannot be when the folder is not made: the moves into it."""
    if action.kind != ActionKind.CREATE or action.mailbox_id is None:
        return []
    moves = PendingAction.objects.waiting().filter(kind__in=MOVES, target=action.mailbox_id)
    return list(moves.select_related("message", "account").order_by("pk"))


def put_folder_back(action: PendingAction) -> None:
    folder = action.mailbox
    if folder is None:
        return
    if action.kind == ActionKind.CREATE:
        _unmake(folder)
    elif action.kind == ActionKind.REMOVE:
        Mailbox.objects.filter(pk=folder.pk).update(selectable=True)
    else:
        _rename_back(action, folder)


def _unmake(folder: Mailbox) -> None:
    if not Message.rows.filter(mailbox=folder).exists():
        Mailbox.objects.filter(pk=folder.pk).delete()


def _rename_back(action: PendingAction, folder: Mailbox) -> None:
    """A later renaming begins where this one began."""
    later = PendingAction.objects.waiting().filter(
        mailbox=folder, kind=ActionKind.RENAME, pk__gt=action.pk
    )
    next_one = later.order_by("pk").first()
    if next_one is not None:
        PendingAction.objects.filter(pk=next_one.pk).update(old_name=action.old_name)
    else:
        rename_rows(folder, action.old_name)
