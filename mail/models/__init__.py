"""What was said: folders, messages, what is on its way out, and the work still to be done."""

from __future__ import annotations

from mail.models.beat import Beat
from mail.models.errand import Errand
from mail.models.event_sequence import EventSequence
from mail.models.lane import Lane
from mail.models.mailbox import Mailbox
from mail.models.message import Message, MessageBody
from mail.models.outgoing import OutgoingMessage
from mail.models.pending_action import PendingAction
from mail.models.quarantine import Quarantined
from mail.models.sync_run import SyncRun
from mail.models.thread import Thread, ThreadReference
from mail.models.watch import Watch, WatchCount

__all__ = [
    "Beat",
    "Errand",
    "EventSequence",
    "Lane",
    "Mailbox",
    "Message",
    "MessageBody",
    "OutgoingMessage",
    "PendingAction",
    "Quarantined",
    "SyncRun",
    "Thread",
    "ThreadReference",
    "Watch",
    "WatchCount",
]
