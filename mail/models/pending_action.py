"""A change made here that the server has yet to learn, or that it refused.

    pending ──begin──▶ begun ──told──▶ (forgotten)
       │               │  ▲ └──refused, or failed too often──▶ refused ──dismissed──▶ (forgotten)
       │               └──┘ failed: told again after ``not_before``
       └──taken back──▶ (forgotten)

*Begun* means that a worker may have told the server: from then on it can no longer be taken back,
and a worker that comes after a kill tells it again. A refused one has no effect any more; it stays
until its person has read why.

Where a message stands on the server while it is on its way out of a folder, only its action knows:
(mailbox, uidvalidity, uid). The row stands in its new folder already, at a place that no server
knows (:attr:`Message.is_placeless`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.models.mailbox import Mailbox
from mail.models.message import Message
from mail.models.owned import OwnedQuerySet


class ActionKind(models.TextChoices):
    SEEN = "seen"
    UNSEEN = "unseen"
    FLAG = "flag"
    UNFLAG = "unflag"
    ANSWERED = "answered"
    UNANSWERED = "unanswered"
    MOVE = "move"
    JUNK = "junk"
    NOT_JUNK = "not_junk"
    ERASE = "erase"
    CREATE = "create"
    RENAME = "rename"
    REMOVE = "remove"


LATE_AFTER = timedelta(minutes=2)
"""A server that takes changes has taken one long before."""


class FlagEffect(NamedTuple):
    """The column of a message, what it becomes, and the flag on the server."""

    column: str
    value: bool
    flag: str


FLAG_EFFECTS = {
    ActionKind.SEEN: FlagEffect("seen", True, "\\Seen"),
    ActionKind.UNSEEN: FlagEffect("seen", False, "\\Seen"),
    ActionKind.FLAG: FlagEffect("flagged", True, "\\Flagged"),
    ActionKind.UNFLAG: FlagEffect("flagged", False, "\\Flagged"),
    ActionKind.ANSWERED: FlagEffect("answered", True, "\\Answered"),
    ActionKind.UNANSWERED: FlagEffect("answered", False, "\\Answered"),
}

MOVES = (ActionKind.MOVE, ActionKind.JUNK, ActionKind.NOT_JUNK)
LEAVING = (*MOVES, ActionKind.ERASE)
"""Afterwards the message is not in ``mailbox`` any more."""

OF_FOLDERS = (ActionKind.CREATE, ActionKind.RENAME, ActionKind.REMOVE)


class ActionState(models.TextChoices):
    PENDING = "pending"
    BEGUN = "begun"
    REFUSED = "refused"


class PendingActionQuerySet(OwnedQuerySet["PendingAction"]):
    def waiting(self) -> Self:
        """What the server has not confirmed yet."""
        return self.exclude(state=ActionState.REFUSED)

    def late(self) -> Self:
        """Those waiting of which a person is to be told that the server has not got them."""
        return self.waiting().filter(Q(failures__gt=0) | Q(created_at__lt=from_now(-LATE_AFTER)))

    def paused(self) -> Self:
        """Those waiting that failed a short while ago."""
        return self.waiting().filter(not_before__gt=Now())

    def refused(self) -> Self:
        return self.filter(state=ActionState.REFUSED)

    def leaving(self) -> Self:
        return self.filter(kind__in=LEAVING)

    def of_folders(self) -> Self:
        return self.filter(kind__in=OF_FOLDERS)


class PendingAction(models.Model):
    account = models.ForeignKey(
        EmailAccount, on_delete=models.CASCADE, related_name="pending_actions"
    )
    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, blank=True, related_name="pending_actions"
    )
    kind = models.CharField(max_length=10, choices=ActionKind.choices)
    # Where the message stood when it was changed; of a folder's change, the folder.
    mailbox = models.ForeignKey(
        Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions"
    )
    uidvalidity = models.BigIntegerField(default=0)
    uid = models.BigIntegerField(default=0)
    target = models.ForeignKey(
        Mailbox, on_delete=models.SET_NULL, null=True, blank=True, related_name="arrivals"
    )
    # The names that a notice needs when the folders are gone: where it goes, how it was called.
    name = models.CharField(max_length=1000, blank=True, default="")
    old_name = models.CharField(max_length=1000, blank=True, default="")
    # What is put back of a flag when the server refuses; None: the opposite.
    was_set = models.BooleanField(null=True, blank=True)
    # The target's UIDNEXT before it was first told: a copy that lies there has no smaller uid.
    copies_from = models.BigIntegerField(default=0)
    attempts = models.PositiveIntegerField(default=0)
    # How many attempts ended in something that may pass, and until when it is left alone. The
    # database's own default, for rows that are written without (actions/noting.py).
    failures = models.PositiveSmallIntegerField(default=0, db_default=0)
    not_before = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=ActionState.choices, default=ActionState.PENDING)
    problem_code = models.CharField(max_length=40, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PendingActionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # Serves the notice of what was refused, which every inbox page asks for.
            models.Index(
                fields=["account"],
                name="action_refused",
                condition=models.Q(state="refused"),
            ),
            # Serves the worker: whose turn it is, however many wait (actions/readiness.py).
            models.Index(fields=["account", "failures", "id"], name="action_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} message {self.message_id}"

    @property
    def effect(self) -> FlagEffect | None:
        """What it does to a flag; None for everything else."""
        return FLAG_EFFECTS.get(ActionKind(self.kind))

    @property
    def is_late(self) -> bool:
        """As :meth:`PendingActionQuerySet.late`, by our own clock."""
        return self.failures > 0 or timezone.now() - self.created_at > LATE_AFTER

    @property
    def has_place(self) -> bool:
        """Whether the action knows where its message stands on the server."""
        return self.mailbox_id is not None and self.uidvalidity > 0 and self.uid > 0
