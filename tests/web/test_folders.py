"""The page about folders: what is here, what is missing, and a person's answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import EmailAccount
from accounts.shortfall import Lack, Shortfall, sentence
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Errand, Lane, Mailbox, Message, PendingAction
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind, ActionState
from mail.services import actions
from tests.mailboxes import account_of, mailbox_of, message_in


@pytest.fixture
def account(anna: User) -> EmailAccount:
    account = account_of(anna)
    account.note_success(Service.IMAP, timezone.now())
    return account


@pytest.fixture
def inbox(account: EmailAccount) -> Mailbox:
    return mailbox_of(account)


@pytest.fixture
def held(account: EmailAccount, inbox: Mailbox) -> Mailbox:
    """A folder of which the server lists two of three messages no longer."""
    folder = mailbox_of(account, "Projects", "")
    for missing_since in (None, timezone.now(), timezone.now()):
        message_in(folder, missing_since=missing_since)
    now = timezone.now()
    Mailbox.objects.filter(pk=folder.pk).update(held_count=2, held_since=now, server_count=1)
    folder.refresh_from_db()
    return folder


def page(client: Client, account: EmailAccount) -> str:
    return client.get(f"/options/email/{account.pk}/folders/").content.decode()


def status(client: Client) -> object:
    return client.get("/inbox/").context["account_status"]


def test_up_to_date_is_said_when_everything_is(annas: Client, inbox: Mailbox) -> None:
    shown = annas.get("/inbox/").content.decode()
    assert "Up to date" in shown
    assert "In order" in page(annas, inbox.account)


@pytest.mark.parametrize(
    ("wrong", "state"),
    [
        ({"short_by": 3, "server_count": 1_204}, "incomplete"),
        ({"short_by": -2}, "incomplete"),
        ({"problem_code": "command_refused", "server_said": "locked"}, "incomplete"),
        ({"held_count": 60}, "incomplete"),
        ({"is_behind": True}, "syncing"),
        ({"compared_at": None}, "syncing"),
    ],
)
def test_nothing_is_called_up_to_date_while_a_folder_is_not(
    annas: Client, account: EmailAccount, inbox: Mailbox, wrong: dict[str, object], state: str
) -> None:
    folder = mailbox_of(account, "Projects", "")
    Mailbox.objects.filter(pk=folder.pk).update(**wrong)
    assert status(annas).state == state  # type: ignore[attr-defined]
    assert "Up to date" not in annas.get("/inbox/").content.decode()


def test_a_message_whose_text_is_on_its_way_is_not_up_to_date(
    annas: Client, inbox: Mailbox
) -> None:
    message_in(inbox, state="unreadable")
    message_in(inbox, state="listed")
    assert status(annas).state == "syncing"  # type: ignore[attr-defined]


def test_what_cannot_be_read_is_said_and_keeps_nothing_else_from_being_up_to_date(
    annas: Client, account: EmailAccount, inbox: Mailbox
) -> None:
    for folder in (inbox, mailbox_of(account, "Projects", "")):
        message_in(folder, state="unreadable")
    shown = annas.get("/inbox/").content.decode()
    assert status(annas).state == "unreadable"  # type: ignore[attr-defined]
    assert "Up to date; 2 messages could not be read" in shown
    assert f'href="/options/email/{account.pk}/quarantine/"' in shown


def test_what_cannot_be_read_hides_nothing_that_is_missing(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox, state="unreadable")
    Mailbox.objects.filter(pk=inbox.pk).update(short_by=2, server_count=3)
    assert status(annas).lines == ("2 of 3 messages in Inbox could not be taken.",)  # type: ignore[attr-defined]


def test_receiving_works_though_one_message_cannot_be_read(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox, state="unreadable")
    card = annas.get("/options/email/account/").content.decode()
    assert "1 message in Inbox could not be read." in card
    assert "Not everything is here" not in card
    assert "Not all readable" in page(annas, inbox.account)


def test_a_server_that_nobody_asks_any_more_is_not_up_to_date(
    annas: Client, account: EmailAccount, inbox: Mailbox
) -> None:
    account.note_success(Service.IMAP, timezone.now() - timedelta(hours=2))
    assert status(annas).state == "old"  # type: ignore[attr-defined]
    assert "Last looked at" in annas.get("/inbox/").content.decode()


def test_what_is_missing_is_said_with_its_numbers() -> None:
    lack = Shortfall(Lack.MISSING, None, "Projects", number=3, total=1_204)
    assert sentence(lack) == "3 of 1,204 messages in Projects could not be taken."
    closed = Shortfall(Lack.CLOSED, None, "Old", server_said="locked")
    assert sentence(closed) == "Old could not be opened: locked"


def test_the_card_of_the_account_says_it_too(annas: Client, held: Mailbox) -> None:
    card = annas.get("/options/email/account/").content.decode()
    assert "The server no longer lists 2 messages in Projects." in card
    assert "Not everything is here" in card


def test_the_person_is_asked_in_the_inbox_and_on_the_page(annas: Client, held: Mailbox) -> None:
    assert "The server no longer lists 2 messages in Projects." in page(annas, held.account)
    shown = annas.get("/inbox/").content.decode()
    assert f"/options/email/{held.account_id}/folders/#folder-{held.pk}" in shown


def test_hiding_them_hides_them_and_looks_again(annas: Client, held: Mailbox) -> None:
    answer = annas.post(f"/folders/{held.pk}/held/", {"answer": "hide"}, follow=True)
    assert "2 messages are hidden." in answer.content.decode()
    assert Message.objects.filter(mailbox=held).count() == 1
    held.refresh_from_db()
    assert (held.held_count, held.stored_count, held.highestmodseq) == (0, 1, 0)
    assert Lane.objects.get(account=held.account, name=LaneName.SYNC).due_at is not None


def test_keeping_them_asks_no_more_and_stays_on_the_page(annas: Client, held: Mailbox) -> None:
    annas.post(f"/folders/{held.pk}/held/", {"answer": "keep"})
    assert Message.objects.filter(mailbox=held).count() == 3
    assert "Decide" not in annas.get("/inbox/").content.decode()
    assert "Shown although gone" in page(annas, held.account)


def test_another_answer_changes_nothing(annas: Client, held: Mailbox) -> None:
    annas.post(f"/folders/{held.pk}/held/", {"answer": "x"})
    held.refresh_from_db()
    assert (held.held_count, held.held_is_kept) == (2, False)


def test_a_choice_is_shown_at_once_and_told_to_the_server_later(
    annas: Client, inbox: Mailbox
) -> None:
    folder = mailbox_of(inbox.account, "Old", "")
    annas.post(f"/folders/{folder.pk}/subscription/", {"subscribed": "0"})
    folder.refresh_from_db()
    assert not folder.subscribed
    assert Errand.objects.get().kind == "unsubscribe"
    assert "Not shown among your folders" in page(annas, inbox.account)
    assert "Other folders" in annas.get("/inbox/").content.decode()
    annas.post(f"/folders/{folder.pk}/subscription/", {"subscribed": "1"})
    assert [errand.kind for errand in Errand.objects.all()] == ["subscribe"]


def test_a_choice_that_the_server_did_not_take_says_why(annas: Client, inbox: Mailbox) -> None:
    Errand.objects.create(
        account=inbox.account, mailbox=inbox, kind="unsubscribe", state="failed",
        problem_code="command_refused", server_said="<b>No</b> permission",
    )  # fmt: skip
    shown = page(annas, inbox.account)
    assert "The server did not take your choice: &lt;b&gt;No&lt;/b&gt; permission" in shown


def test_the_window_is_chosen_for_the_account(
    annas: Client, account: EmailAccount, inbox: Mailbox
) -> None:
    url = f"/options/email/{account.pk}/window/"
    assert annas.post(url, {"days": "30"}).status_code == 302
    account.refresh_from_db()
    assert account.sync_window_days == 30
    assert annas.post(url, {"days": "-1"}).status_code == 404
    assert annas.post(url, {"days": "x"}).status_code == 404


def test_the_end_of_a_list_leads_to_older_mail(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox)
    assert "Load older messages" not in annas.get("/inbox/").content.decode()
    Mailbox.objects.filter(pk=inbox.pk).update(since=timezone.localdate())
    assert "Load older messages" in annas.get("/inbox/").content.decode()
    annas.post(f"/folders/{inbox.pk}/older/")
    inbox.refresh_from_db()
    assert inbox.older_asked
    assert "Older messages are being fetched." in annas.get("/inbox/").content.decode()


def test_a_search_on_the_server_shows_its_progress_and_its_hits(
    annas: Client, inbox: Mailbox
) -> None:
    url = f"/folders/{inbox.pk}/server/"
    assert annas.post(url, {"q": "x"}).status_code == 422
    begun = annas.post(url, {"q": "twelve ropes"})
    errand = Errand.objects.get()
    assert begun["Location"] == f"{url}?errand={errand.pk}"
    assert "The server is looking." in annas.get(begun["Location"]).content.decode()
    hit = message_in(inbox, subject="Twelve ropes")
    Errand.objects.update(state="done", total=1, done=1, found=[hit.pk])
    shown = annas.get(begun["Location"]).content.decode()
    assert f'data-message="{hit.pk}"' in shown
    Errand.objects.update(found=[], total=0)
    assert "Nothing found" in annas.get(begun["Location"]).content.decode()
    Errand.objects.update(state="failed", problem_code="dropped", server_said="<i>BYE</i>")
    assert "&lt;i&gt;BYE&lt;/i&gt;" in annas.get(begun["Location"]).content.decode()


def test_a_search_of_somebody_else_is_not_shown(
    annas: Client, oles: Client, ole: User, inbox: Mailbox
) -> None:
    theirs = mailbox_of(account_of(ole))
    errand = Errand.objects.create(account=inbox.account, mailbox=inbox, kind="search", query="tau")
    shown = oles.get(f"/folders/{theirs.pk}/server/?errand={errand.pk}")
    assert shown.status_code == 200
    assert "tau" not in shown.content.decode()
    assert oles.get(f"/folders/{inbox.pk}/server/").status_code == 404


def late_changes(folder: Mailbox, number: int, **columns: object) -> None:
    messages = [message_in(folder) for _ in range(number)]
    actions.change_many(messages, ActionKind.SEEN)
    PendingAction.objects.update(**columns)


def test_a_change_that_was_made_a_moment_ago_is_nothing_to_speak_of(
    annas: Client, inbox: Mailbox
) -> None:
    late_changes(inbox, 1)
    assert "Up to date" in annas.get("/inbox/").content.decode()


@pytest.mark.parametrize(
    "columns", [{"failures": 1}, {"created_at": timezone.now() - timedelta(minutes=5)}]
)
def test_changes_that_the_server_has_not_got_are_counted_instead_of_up_to_date(
    annas: Client, inbox: Mailbox, columns: dict[str, object]
) -> None:
    late_changes(inbox, 2, **columns)
    shown = annas.get("/inbox/").content.decode()
    assert status(annas).state == "late"  # type: ignore[attr-defined]
    assert "2 changes have not reached the server yet" in shown
    assert "We try again by ourselves, and put back what the server does not take." in shown
    assert "Up to date" not in shown


def test_late_changes_are_told_beside_what_is_worse(annas: Client, inbox: Mailbox) -> None:
    late_changes(inbox, 1, failures=1)
    Mailbox.objects.filter(pk=inbox.pk).update(short_by=2, server_count=3)
    assert status(annas).lines == (  # type: ignore[attr-defined]
        "2 of 3 messages in Inbox could not be taken.",
        "1 change has not reached the server yet.",
    )
    inbox.account.note_problem(Service.IMAP, MailError(Code.TIMEOUT))
    assert status(annas).lines == ("1 change has not reached the server yet.",)  # type: ignore[attr-defined]


def test_what_was_refused_is_late_no_more_and_says_what_was_tried(
    annas: Client, inbox: Mailbox
) -> None:
    late_changes(inbox, 1, failures=8, state=ActionState.REFUSED, problem_code=Code.DROPPED)
    shown = annas.get("/inbox/").content.decode()
    assert "Up to date" in shown
    assert "Each time the server broke off, was too busy or did not answer." in shown
    PendingAction.objects.update(problem_code=Code.COMMAND_REFUSED)
    assert "The server said no." in annas.get("/inbox/").content.decode()
