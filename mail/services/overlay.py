"""What a person changed stands, whatever the server says, until the server has settled it.

Synchronisation asks here before it believes: which uids are on their way out of a folder and
neither missing nor news, which flags are a person's, which rows wait for a place, and which
folders the server does not know yet by the name they have here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from mail.core.imap.folder_name import is_below
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import (
    FLAG_EFFECTS,
    MOVES,
    ActionKind,
    ActionState,
    PendingActionQuerySet,
)
from mail.services.identity import Identity, identity_of
from mail.services.new_rows import NewMessage


def moving_uids(mailbox: Mailbox, uidvalidity: int) -> set[int]:
    """Uids of *mailbox* on the server whose messages have left it here."""
    leaving = _leaving(mailbox).filter(uidvalidity=uidvalidity, uid__gt=0)
    return set(leaving.values_list("uid", flat=True))


def on_their_way_in(mailbox: Mailbox) -> QuerySet[PendingAction]:
    """For ``message__in``-like use: the moves whose messages are shown in *mailbox* already."""
    moves = PendingAction.objects.waiting().filter(kind__in=MOVES, account=mailbox.account_id)
    return moves.filter(message__mailbox=mailbox, message__uid__lte=0)


def leaving_rows(pks: Collection[int]) -> set[int]:
    """Those of the rows *pks* that leave their place as soon as the server is told."""
    leaving = PendingAction.objects.waiting().leaving().filter(message__in=pks)
    return set(leaving.values_list("message_id", flat=True))


def waiting_rows(mailbox: Mailbox) -> set[int]:
    """Rows of *mailbox* that the server does not list there because it has not been told yet."""
    return set(on_their_way_in(mailbox).values_list("message_id", flat=True).distinct())


def ahead_by_folder(account_id: int) -> Mapping[int, int]:
    """By folder, how many more messages are shown there than the server has, because of what it has
    not been told yet; below zero when more leave than come."""
    waiting = PendingAction.objects.waiting().filter(account=account_id)
    if not waiting.exists():
        return {}
    coming = waiting.filter(kind__in=MOVES, message__uid__lte=0)
    ahead = Counter(
        folder for folder, _row in set(coming.values_list("message__mailbox_id", "message_id"))
    )
    leaving = waiting.leaving().filter(uid__gt=0, mailbox__isnull=False)
    ahead.subtract(leaving.values_list("mailbox_id", flat=True))
    return ahead


def place_on_server(message: Message) -> tuple[Mailbox, int, int]:
    """(folder, uidvalidity, uid): while *message* is on its way, where it still is."""
    if message.is_placeless:
        moves = PendingAction.objects.waiting().leaving().filter(message=message)
        first = moves.select_related("mailbox").order_by("pk").first()
        if first is not None and first.mailbox is not None:
            return first.mailbox, first.uidvalidity, first.uid
    return message.mailbox, message.uidvalidity, message.uid


def pending_flags(account_id: int) -> Mapping[int, frozenset[str]]:
    """By message, the columns of those flags that a person changed and the server has to learn."""
    found: dict[int, set[str]] = defaultdict(set)
    waiting = PendingAction.objects.waiting().filter(
        account=account_id, kind__in=list(FLAG_EFFECTS), message__isnull=False
    )
    for message_id, kind in waiting.values_list("message_id", "kind"):
        found[message_id].add(FLAG_EFFECTS[ActionKind(kind)].column)
    return {message_id: frozenset(columns) for message_id, columns in found.items()}


def lay_over(pks: Collection[int]) -> None:
    """A person's flags stand on the rows *pks* until the server has learnt them. Call after the
    rows were written, which locks them: what is clicked from now on waits for our commit."""
    if not pks:
        return
    ours = PendingAction.objects.waiting().filter(message__in=pks, kind__in=list(FLAG_EFFECTS))
    flags: dict[int, dict[str, bool]] = defaultdict(dict)
    for pk, kind in ours.order_by("pk").values_list("message_id", "kind"):
        effect = FLAG_EFFECTS[ActionKind(kind)]
        flags[pk or 0][effect.column] = effect.value
    for pk, columns in flags.items():
        Message.rows.filter(pk=pk).update(**columns)


def renumbered(mailbox: Mailbox, fresh: Sequence[NewMessage]) -> set[int]:
    """The uids of *fresh* whose messages have left *mailbox* here, under a number that the server
    has changed since, or had not told; their actions know the number now.

    Call inside a transaction that renews the lease.
    """
    if not fresh or not _leaving(mailbox).exists():
        return set()
    lost = without_number(mailbox, fresh[0].uidvalidity)
    lost = lost.filter(message__content_id__in=[message.content_id for message in fresh])
    by_content: dict[Identity, list[PendingAction]] = defaultdict(list)
    for action in lost.select_related("message"):
        if action.message:
            by_content[identity_of(action.message)].append(action)
    found: set[int] = set()
    for message in fresh if by_content else ():
        if actions := by_content.get(identity_of(message)):
            _renumber(actions.pop(), message)
            found.add(message.uid)
    return found


def forget_lost(mailbox: Mailbox, uidvalidity: int) -> int:
    """After *mailbox* was listed from end to end: what was to leave it and is not in it any more
    is no longer told to anybody; how many. Their rows go the way of all rows without a place."""
    lost = without_number(mailbox, uidvalidity)
    return len(lost.exclude(_earlier(ActionState.BEGUN)).delete()[1])


@dataclass(frozen=True, slots=True)
class FoldersOnTheirWay:
    """Folders that the server does not know by their present name, or is to forget.

    ``pks`` are theirs; ``targets`` those that mail is on its way to, which therefore stay.
    """

    pks: frozenset[int]
    targets: frozenset[int]
    old_names: tuple[tuple[str, str], ...]  # (name on the server, delimiter)

    def hides(self, name: str) -> bool:
        """Whether *name*, which the server lists, is no news: it is called otherwise here."""
        return any(name == old or is_below(name, old, mark) for old, mark in self.old_names)

    def __or__(self, other: FoldersOnTheirWay) -> FoldersOnTheirWay:
        return FoldersOnTheirWay(
            self.pks | other.pks, self.targets | other.targets, self.old_names + other.old_names
        )

    def is_there(self, pk: int, name: str, listed: Collection[str]) -> bool:
        """Whether the server has the folder by its name here, as far as we are concerned."""
        return pk not in self.pks and (name in listed or pk not in self.targets)

    @property
    def kept(self) -> frozenset[int]:
        return self.pks | self.targets


def folders_on_their_way(account_id: int) -> FoldersOnTheirWay:
    waiting = PendingAction.objects.waiting().filter(account=account_id)
    if not waiting.exists():
        return FoldersOnTheirWay(frozenset(), frozenset(), ())
    actions = list(waiting.of_folders().filter(mailbox__isnull=False).select_related("mailbox"))
    targets = waiting.filter(target__isnull=False).values_list("target_id", flat=True)
    return FoldersOnTheirWay(
        pks=frozenset(pk for action in actions for pk in _with_children(action)),
        targets=frozenset(targets.distinct()),
        old_names=tuple(
            (action.old_name, action.mailbox.delimiter)
            for action in actions
            if action.mailbox and action.kind != ActionKind.CREATE
        ),
    )


def _with_children(action: PendingAction) -> list[int]:
    """A folder takes those below it along."""
    folder = action.mailbox
    assert folder is not None
    if action.kind != ActionKind.RENAME:
        return [folder.pk]
    rows = Mailbox.objects.filter(account=folder.account_id).values_list("pk", "name")
    return [
        pk for pk, name in rows if pk == folder.pk or is_below(name, folder.name, folder.delimiter)
    ]


def _leaving(mailbox: Mailbox) -> PendingActionQuerySet:
    return PendingAction.objects.waiting().leaving().filter(mailbox=mailbox)


def without_number(mailbox: Mailbox, uidvalidity: int) -> PendingActionQuerySet:
    """What leaves *mailbox* and whose number is not one of the present *uidvalidity*, but for what
    the server cannot have yet because an earlier move of the same message has not been told."""
    lost = _leaving(mailbox).exclude(uidvalidity=uidvalidity, uid__gt=0)
    return lost.exclude(_earlier(ActionState.PENDING))


def _earlier(state: ActionState) -> Exists:
    earlier = PendingAction.objects.leaving().filter(
        message=OuterRef("message"), pk__lt=OuterRef("pk"), state=state
    )
    return Exists(earlier)


def _renumber(action: PendingAction, message: NewMessage) -> None:
    place = {"uidvalidity": message.uidvalidity, "uid": message.uid}
    PendingAction.objects.filter(pk=action.pk).update(**place)
    if action.kind == ActionKind.ERASE and action.message:  # its row has stayed where it was
        Message.rows.filter(pk=action.message.pk).update(**place)
