"""A folder is known again by its MAILBOXID, its name, or the messages in it."""

from __future__ import annotations

from mail.core.imap.mailbox import ListedMailbox
from mail.core.sync.folders import HeldFolder, is_same, may_be, recognised


def listed(name: str, mailbox_id: str = "") -> ListedMailbox:
    return ListedMailbox(name, "/", None, selectable=True, mailbox_id=mailbox_id)


def held(key: int, name: str, mailbox_id: str = "") -> HeldFolder:
    return HeldFolder(key, name, mailbox_id, uidvalidity=key * 10)


def test_a_folder_is_known_by_its_id_whatever_it_is_called() -> None:
    ours = held(1, "Kunder", "F1")
    assert recognised([ours], [listed("Clients", "F1")]) == {"Clients": ours}


def test_folders_that_changed_places_are_told_apart() -> None:
    a, b = held(1, "A", "F1"), held(2, "B", "F2")
    assert recognised([a, b], [listed("A", "F2"), listed("B", "F1")]) == {"A": b, "B": a}


def test_a_folder_made_anew_under_the_old_name_goes_on_as_the_old_one() -> None:
    ours = held(1, "Kunder", "F1")
    assert recognised([ours], [listed("Kunder", "F9")]) == {"Kunder": ours}


def test_what_is_new_is_nobody_and_what_is_missing_is_nowhere() -> None:
    assert recognised([held(1, "Kunder")], [listed("Clients")]) == {}


def test_only_a_folder_of_the_same_numbering_may_be_renamed() -> None:
    assert may_be([held(1, "A"), held(2, "B")], 20) == [held(2, "B")]


def test_messages_tell_a_renamed_folder_from_a_new_one() -> None:
    marks = {1: (100, "noon"), 2: (200, "one"), 3: (300, "two")}
    assert is_same(marks, marks)
    assert is_same(marks, {1: (100, "noon"), 3: (300, "two")})
    assert not is_same(marks, {1: (100, "noon")})
    assert not is_same(marks, marks | {2: (201, "one")})
    assert not is_same({}, {})
