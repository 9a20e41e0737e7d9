"""What the page of a search on the server says: how many there are, and how many are here."""

from __future__ import annotations

import pytest
from django.test import Client

from crm_inbox.models import User
from mail.models import Errand, Mailbox
from mail.models.errand import ErrandKind, ErrandState
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


def searched(inbox: Mailbox, **columns: object) -> Errand:
    row = message_in(inbox)
    return Errand.objects.create(
        account=inbox.account,
        mailbox=inbox,
        kind=ErrandKind.SEARCH,
        query="offer",
        **{"state": ErrandState.DONE, "found": [row.pk], **columns},
    )


def address(inbox: Mailbox, errand: Errand | None = None) -> str:
    return f"/folders/{inbox.pk}/server/" + (f"?errand={errand.pk}" if errand else "")


def page(client: Client, inbox: Mailbox, errand: Errand) -> str:
    return client.get(address(inbox, errand)).content.decode()


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"total": 1, "done": 1}, "1 message found. It is now in the list"),
        ({"total": 500, "done": 500}, "500 messages found. They are now in the list"),
        ({"total": 3000, "done": 500}, "found 3,000 messages. The newest 500 are here"),
        (
            {"total": 3000, "newer": 500, "done": 500},
            "found 3,000 messages. Here are those from 501 to 1,000, newest first",
        ),
        ({"total": 501, "newer": 500, "done": 1}, "found 501 messages. The oldest of them is here"),
        ({"total": 3000, "done": 33}, "Of the newest 500, 33 are here."),
        ({"total": 3000, "newer": 500, "done": 33}, "Of the next 500, 33 are here."),
        ({"total": 40, "done": 33, "state": ErrandState.WORKING}, "33 of 40 messages found are"),
    ],
)
def test_it_says_how_many_were_found_in_truth_and_how_many_are_here(
    annas: Client, inbox: Mailbox, columns: dict[str, object], says: str
) -> None:
    assert says in page(annas, inbox, searched(inbox, **columns))


@pytest.mark.parametrize(
    ("total", "newer", "button"),
    [(3000, 0, "Fetch the next 500"), (701, 0, "Fetch the next 201"), (501, 0, "Fetch the last")],
)
def test_the_next_part_is_fetched_by_a_button(
    annas: Client, inbox: Mailbox, total: int, newer: int, button: str
) -> None:
    errand = searched(inbox, total=total, newer=newer, done=500, oldest_uid=77, uidvalidity=1)
    assert button in page(annas, inbox, errand)
    answer = annas.post(address(inbox), {"after": errand.pk})
    further = Errand.objects.latest("pk")
    assert answer["Location"] == address(inbox, further)
    assert (further.query, further.before_uid, further.uidvalidity) == ("offer", 77, 1)


def test_where_everything_is_here_there_is_nothing_more_to_fetch(
    annas: Client, inbox: Mailbox
) -> None:
    errand = searched(inbox, total=500, done=500)
    assert "Fetch the" not in page(annas, inbox, errand)
    assert annas.post(address(inbox), {"after": errand.pk})["Location"] == address(inbox, errand)
    assert Errand.objects.count() == 1


def test_it_says_which_words_the_server_was_asked_for(annas: Client, inbox: Mailbox) -> None:
    errand = searched(inbox, total=1, done=1, asked="<b>Hello")
    shown = page(annas, inbox, errand)
    assert "It was asked for “&lt;b&gt;Hello” only" in shown
    assert "It was asked for" not in page(annas, inbox, searched(inbox, total=1, done=1))


def test_nobody_goes_on_with_anothers_search(annas: Client, oles: Client, inbox: Mailbox) -> None:
    errand = searched(inbox, total=3000, done=500)
    assert oles.post(address(inbox), {"after": errand.pk}).status_code == 404
    assert annas.post(address(inbox), {"after": "9" * 30}).status_code == 404
