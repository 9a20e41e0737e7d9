"""What a folder may be called."""

from __future__ import annotations

import pytest

from mail.core.imap.folder_name import NameFault, below_inbox, fault_in, is_below, joined


@pytest.mark.parametrize("name", ["Projects", "Tilbud Ærø", "合同", "a.b", "R&D", "2026-11"])
def test_ordinary_names_are_taken(name: str) -> None:
    assert fault_in(name, "/") is None


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("", NameFault.EMPTY),
        ("x" * 101, NameFault.TOO_LONG),
        ("a/b", NameFault.CHARACTER),
        ("a%", NameFault.CHARACTER),
        ("*", NameFault.CHARACTER),
        ("a\r\nX DELETE INBOX", NameFault.CHARACTER),
        ("a\x00", NameFault.CHARACTER),
        ("a\u202eb", NameFault.CHARACTER),
        ('a"b', NameFault.CHARACTER),
        ("#news", NameFault.CHARACTER),
        ("~root", NameFault.CHARACTER),
        ("..", NameFault.CHARACTER),
        ("inbox", NameFault.RESERVED),
    ],
)
def test_what_would_mean_something_else_is_not(name: str, fault: NameFault) -> None:
    assert fault_in(name, "/") is fault


def test_the_delimiter_of_the_server_counts() -> None:
    assert fault_in("a.b", ".") is NameFault.CHARACTER
    assert joined("INBOX", ".", "Trash") == "INBOX.Trash"
    assert joined("", ".", "Trash") == "Trash"
    assert is_below("a.b", "a", ".")
    assert not is_below("ab", "a", ".")


def test_folders_that_all_lie_below_the_inbox_get_company_there() -> None:
    assert below_inbox(["INBOX", "INBOX.Sent", "INBOX.Old"], ".") == "INBOX"
    assert below_inbox(["INBOX", "Sent"], ".") == ""
    assert below_inbox(["INBOX"], "/") == ""
