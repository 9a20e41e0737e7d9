"""Looking for moved messages in the folder that they were moved to, by what they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mail.core.imap.copied import Copied
from mail.models import Mailbox, Message, PendingAction
from mail.services.ingest import content_id_of
from mail.transport.imap_session import ImapSession

LOOK_AT = 500
"""Messages of the folder that are looked at, the newest: more came since only in a flood."""


@dataclass(frozen=True, slots=True)
class Found:
    """The new uid of each action's message, under *uidvalidity*."""

    uidvalidity: int = 0
    uids: Mapping[int, int] = field(default_factory=dict)

    @classmethod
    def told(cls, copied: Copied, old_uids: Mapping[int, int]) -> Found:
        """What COPYUID says of the actions whose messages had *old_uids*."""
        by_action = {pk: copied.uids[uid] for pk, uid in old_uids.items() if uid in copied.uids}
        return cls(copied.uidvalidity, by_action)

    def __or__(self, other: Found) -> Found:
        """Both; of two that speak of different numbers, what was looked up last."""
        if self.uidvalidity not in {0, other.uidvalidity}:
            return other if other.uidvalidity else self
        return Found(other.uidvalidity or self.uidvalidity, {**self.uids, **other.uids})


def found_in(session: ImapSession, target: Mailbox, actions: Sequence[PendingAction]) -> Found:
    """Those messages of *actions* that lie in *target*, which is selected for it, and that were
    not there before the actions were first told. Raises MailError."""
    selected = session.select(target.name)
    uids = _candidates(session, actions)
    held = Message.objects.filter(
        mailbox=target, uidvalidity=selected.uidvalidity, uid__in=uids
    ).exclude(pk__in=[action.message_id for action in actions if action.message_id])
    free = sorted(set(uids) - set(held.values_list("uid", flat=True)))
    by_content: dict[str, list[int]] = defaultdict(list)
    for record in session.fetch_headers(free[-LOOK_AT:]) if free else ():
        by_content[content_id_of(record)].append(record.uid)
    return Found(selected.uidvalidity, _matched(actions, by_content))


def _candidates(session: ImapSession, actions: Sequence[PendingAction]) -> list[int]:
    first = min((action.copies_from for action in actions), default=0)
    if first:
        return session.uids(first)
    # A server that tells no UIDNEXT: only the Message-ID leads there.
    found: set[int] = set()
    for action in actions:
        if action.message and action.message.message_id:
            found.update(session.find_message_id(action.message.message_id))
    return sorted(found)


def _matched(
    actions: Sequence[PendingAction], by_content: Mapping[str, list[int]]
) -> dict[int, int]:
    """One uid for each action, none twice; never one from before it was first told."""
    matched: dict[int, int] = {}
    for action in actions:
        uids = by_content.get(action.message.content_id, []) if action.message else []
        uid = next((uid for uid in uids if uid >= action.copies_from), None)
        if uid is not None:
            uids.remove(uid)
            matched[action.pk] = uid
    return matched
