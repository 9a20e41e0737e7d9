"""What the server refused, for its person to read once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.written_name import readable
from mail.models import Mailbox, PendingAction
from mail.models.event_sequence import EventName
from mail.models.pending_action import ActionKind, PendingActionQuerySet
from mail.services import events

KEPT_FOR = timedelta(days=30)
A_BATCH = 5_000
MOST_SHOWN = 3
"""Kinds of refusals at a time; the next ones show when these are put away."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Equal refusals of ``count`` messages, or of one folder. ``id`` is one of the actions."""

    id: int
    kind: ActionKind
    count: int
    subject: str
    name: str
    old_name: str
    target: Mailbox | None
    problem: MailError


def refusals(account: EmailAccount) -> list[Refusal]:
    """The newest first."""
    groups: dict[tuple[object, ...], list[PendingAction]] = {}
    rows = (
        PendingAction.objects.refused().filter(account=account).select_related("message", "target")
    )
    for action in rows.order_by("-pk")[:1_000]:
        groups.setdefault(_key(action), []).append(action)
    return [_refusal(actions) for actions in list(groups.values())[:MOST_SHOWN]]


def dismiss(action: PendingAction) -> None:
    """Put away the refusal that *action* belongs to."""
    _alike(action).delete()
    events.publish(action.account.user_id, EventName.MAIL)


def forget_old() -> None:
    """What nobody has put away for a month says nothing any more."""
    old = PendingAction.objects.refused().filter(created_at__lt=timezone.now() - KEPT_FOR)
    PendingAction.objects.filter(pk__in=old.order_by().values("pk")[:A_BATCH]).delete()


def _key(action: PendingAction) -> tuple[object, ...]:
    return action.kind, action.name, action.old_name, action.problem_code, action.server_said


def _alike(action: PendingAction) -> PendingActionQuerySet:
    names = ("kind", "name", "old_name", "problem_code", "server_said")
    same = {name: getattr(action, name) for name in names}
    return PendingAction.objects.refused().filter(account=action.account_id, **same)


def _refusal(actions: list[PendingAction]) -> Refusal:
    action = actions[0]
    known = action.problem_code in set(Code)
    code = Code(action.problem_code) if known else Code.INTERNAL
    return Refusal(
        id=action.pk,
        kind=ActionKind(action.kind),
        count=len(actions),
        subject=action.message.subject if action.message else "",
        name=readable(action.name),
        old_name=readable(action.old_name),
        target=action.target,
        problem=MailError(code, action.server_said, subject=readable(action.name)),
    )
