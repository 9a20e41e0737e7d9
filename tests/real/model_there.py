"""What other programs do to the mailbox."""

from __future__ import annotations

import time
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import rule

from mail.models import Mailbox
from tests.engine.letters import letter
from tests.real.model import PICKS, Sides
from tests.real.model_untold import NUMBERS_CHANGE_IN_A_WINDOW
from tests.real.other_program import program

FLAGS = ["\\Seen", "\\Flagged", "\\Answered", "\\Deleted", "$Forwarded", "urgent"]
DAYS_OLD = [0, 0, 60, 400]
"""Within every window, within the one of half a year, outside all of them."""

DAY_S = 86_400
_numbers = count(1)


class There(Sides):
    @rule(
        pick=PICKS,
        number=st.integers(1, 4),
        flag=st.sampled_from(["", *FLAGS]),
        days=st.sampled_from(DAYS_OLD),
    )
    def mail_arrives(self, pick: int, number: int, flag: str, days: int) -> None:
        folder = self._folder(pick)
        for _ in range(number):
            self._append(folder, letter(next(_numbers)), flag, time.time() - days * DAY_S)

    @rule(pick=PICKS)
    def the_same_mail_comes_twice(self, pick: int) -> None:
        raw = letter(next(_numbers))
        self._append(self._folder(pick), raw)
        self._append("INBOX", raw)

    @rule(pick=PICKS, flag=st.sampled_from(FLAGS), on=st.booleans())
    def a_flag_changes_there(self, pick: int, flag: str, on: bool) -> None:
        if place := self._place(pick):
            with self._at(place[0]) as there:
                there.flag(str(place[1]), flag, sign="+" if on else "-")

    @rule(pick=PICKS, to=PICKS)
    def a_message_is_moved_there(self, pick: int, to: int) -> None:
        if place := self._place(pick):
            with self._at(place[0]) as there:
                there.move(str(place[1]), self._folder(to))

    @rule(pick=PICKS, to=PICKS)
    def a_message_is_copied_there(self, pick: int, to: int) -> None:
        if place := self._place(pick):
            with self._at(place[0]) as there:
                there.copy(str(place[1]), self._folder(to))
            self.arrived[place[2]] += 1

    @rule(pick=PICKS)
    def a_message_is_deleted_there(self, pick: int) -> None:
        if place := self._place(pick):
            with self._at(place[0]) as there:
                there.expunge(str(place[1]))
            self.erased.add(place[2])

    @rule(pick=PICKS)
    def a_folder_is_made_there(self, pick: int) -> None:
        if name := self._free_name(pick):
            with program(self.world, self.box) as there:
                there.create(name)

    @rule(pick=PICKS, to=PICKS)
    def a_folder_is_renamed_there(self, pick: int, to: int) -> None:
        old, new = self._own_folder(pick), self._free_name(to)
        if old and new and not new.startswith(f"{old}/"):
            with program(self.world, self.box) as there:
                there.rename(old, new)

    @rule(pick=PICKS)
    def a_folder_is_deleted_there(self, pick: int) -> None:
        if old := self._own_folder(pick):
            self.erased |= {content for _, _, content, _ in self._places(old)}
            with program(self.world, self.box) as there:
                there.delete(old)

    @rule(pick=PICKS)
    def every_uid_changes(self, pick: int) -> None:
        folder = self._folder(pick)
        windowed = Mailbox.objects.filter(name=folder, since__isnull=False).exists()
        if NUMBERS_CHANGE_IN_A_WINDOW or not windowed:
            self.world.dovecot.forget_numbers(self.box.address, folder)
