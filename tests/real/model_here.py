"""What a person does with the mailbox in the product."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionKind
from mail.services import actions, windows
from mail.services.actions import filing, folders
from mail.services.actions.folders import FolderFault, NotEmpty, NotOwn
from tests.real.model import PICKS, Sides, picked
from tests.real.model_untold import OLDER_MAIL_IS_HIDDEN

MARKS = [
    ActionKind.SEEN,
    ActionKind.UNSEEN,
    ActionKind.FLAG,
    ActionKind.UNFLAG,
    ActionKind.ANSWERED,
    ActionKind.UNANSWERED,
]
LEAVES = ["Projects", "2026", "Größe", "Old", "Later", "Own"]
DAYS = [30, 182, 0]
HIDING = [False, True] if OLDER_MAIL_IS_HIDDEN else [False]
THROWN_AWAY = [use.value for use in filing.ERASED_FROM]


class Here(Sides):
    @precondition(lambda self: Message.objects.exists())
    @rule(pick=PICKS, kind=st.sampled_from(MARKS))
    def a_message_is_marked_here(self, pick: int, kind: ActionKind) -> None:
        if row := self._row(pick):
            actions.change(row, kind)

    @precondition(lambda self: Message.objects.exists())
    @rule(picks=st.lists(PICKS, min_size=1, max_size=4), to=PICKS)
    def mail_is_moved_here(self, picks: list[int], to: int) -> None:
        found = [row for row in map(self._row, picks) if row]
        rows = {row.pk: row for row in found}
        target = self._row_of_folder(to)
        if target:
            actions.change_many(list(rows.values()), ActionKind.MOVE, target=target)

    @precondition(lambda self: Message.objects.exists())
    @rule(pick=PICKS, how=st.sampled_from(sorted(filing.FILE_AS)))
    def a_message_is_filed_here(self, pick: int, how: str) -> None:
        if row := self._row(pick):
            filing.FILE_AS[how]([row])

    @precondition(lambda self: Message.objects.filter(mailbox__special_use__in=THROWN_AWAY))
    @rule(pick=PICKS)
    def a_message_is_erased_here(self, pick: int) -> None:
        if row := self._row(pick, mailbox__special_use__in=THROWN_AWAY):
            self.erased.add(row.content_id)
            filing.erase([row])

    @precondition(lambda self: PendingAction.objects.waiting().exists())
    @rule(pick=PICKS)
    def something_is_taken_back(self, pick: int) -> None:
        if action := picked(list(PendingAction.objects.waiting().order_by("pk")), pick):
            actions.take_back(action)

    @rule(pick=PICKS, below=st.booleans(), leaf=st.sampled_from(LEAVES))
    def a_folder_is_made_here(self, pick: int, below: bool, leaf: str) -> None:
        parent = self._own_row(pick) if below else None
        try:
            folders.create_folder(self.account.pk, leaf, parent)
        except FolderFault:
            return  # the name is taken, which the person is told

    @rule(pick=PICKS, leaf=st.sampled_from(LEAVES))
    def a_folder_is_renamed_here(self, pick: int, leaf: str) -> None:
        if folder := self._own_row(pick):
            self._rename(folder, leaf)

    @rule(
        pick=PICKS,
        leaf=st.sampled_from(LEAVES),
        message=PICKS,
        first=st.sampled_from(["move", "rename"]),
    )
    def mail_is_moved_to_a_folder_that_is_being_renamed(
        self, pick: int, leaf: str, message: int, first: str
    ) -> None:
        folder, row = self._own_row(pick), self._row(message)
        if folder is None or row is None:
            return
        if first == "rename":
            self._rename(folder, leaf)
        actions.change(row, ActionKind.MOVE, target=folder)
        if first == "move":
            self._rename(folder, leaf)

    @rule(pick=PICKS)
    def a_folder_is_removed_here(self, pick: int) -> None:
        try:
            if folder := self._own_row(pick):
                folders.remove_folder(folder)
        except NotEmpty:
            return

    @rule(days=st.sampled_from(DAYS), hide_older=st.sampled_from(HIDING))
    def a_window_is_chosen(self, days: int, hide_older: bool) -> None:
        windows.choose(self.account, days, hide_older=hide_older)

    @precondition(lambda self: Mailbox.objects.filter(since__isnull=False).exists())
    @rule(pick=PICKS)
    def older_mail_is_asked_for(self, pick: int) -> None:
        rows = Mailbox.objects.filter(account=self.account, since__isnull=False)
        if folder := picked(list(rows.order_by("pk")), pick):
            windows.ask_for_older(folder)

    def _own_row(self, pick: int) -> Mailbox | None:
        rows = Mailbox.objects.filter(account=self.account).on_server().order_by("pk")
        return picked([row for row in rows if folders.is_own(row)], pick)

    def _rename(self, folder: Mailbox, leaf: str) -> None:
        try:
            folders.rename_folder(folder, leaf)
        except (FolderFault, NotOwn):
            folder.refresh_from_db()
