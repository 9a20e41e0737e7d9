"""What a person did stands until the server has learnt of it, whatever is brought meanwhile."""

from __future__ import annotations

from accounts.models import EmailAccount
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind, PendingActionQuerySet


def nothing_flickered(account: EmailAccount) -> None:
    waiting = PendingAction.objects.waiting().filter(account=account)
    _moved_mail_is_where_it_was_put(waiting.leaving())
    _nothing_is_shown_where_it_left(waiting.leaving())
    _marks_are_as_they_were_set(waiting)
    _folders_are_called_as_they_were_named(waiting.of_folders())


def _moved_mail_is_where_it_was_put(leaving: PendingActionQuerySet) -> None:
    for action in leaving.exclude(kind=ActionKind.ERASE).select_related("message"):
        message = action.message
        is_last = not leaving.filter(message=message, pk__gt=action.pk).exists()
        if message is not None and is_last and message.is_placeless:
            assert message.mailbox_id == action.target_id
            assert message.gone_at is None


def _nothing_is_shown_where_it_left(leaving: PendingActionQuerySet) -> None:
    for action in leaving.filter(uid__gt=0):
        shown = Message.objects.filter(
            mailbox=action.mailbox, uidvalidity=action.uidvalidity, uid=action.uid
        )
        assert not shown.exists(), f"{action.kind} of {action.message_id} is shown again"


def _marks_are_as_they_were_set(waiting: PendingActionQuerySet) -> None:
    wanted = {}
    for action in waiting.order_by("pk"):
        if action.effect and action.message_id:
            wanted[action.message_id, action.effect.column] = action.effect.value
    for (message, column), value in wanted.items():
        for row in Message.objects.filter(pk=message):
            assert getattr(row, column) == value, f"{column} of {message}"


def _folders_are_called_as_they_were_named(of_folders: PendingActionQuerySet) -> None:
    """But for one whose parent was renamed since, and one that is to go."""
    for action in of_folders.exclude(kind=ActionKind.REMOVE).order_by("pk"):
        if of_folders.filter(pk__gt=action.pk).exists():
            continue
        assert Mailbox.objects.filter(pk=action.mailbox_id, name=action.name).exists(), action.name
