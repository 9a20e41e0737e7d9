"""Moving, deleting, and folders, as the pages do it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from accounts.services.accounts import keep_account
from cards.services.people import own_card, set_addresses
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.models import Mailbox, Message, PendingAction
from mail.models.pending_action import ActionState
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS, account_of, mailbox_of, message_in


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


@pytest.fixture
def trash(inbox: Mailbox) -> Mailbox:
    return mailbox_of(inbox.account, "Trash", "trash")


@pytest.fixture
def projects(inbox: Mailbox) -> Mailbox:
    return mailbox_of(inbox.account, "Projects", "")


def file(client: Client, message: Message, to: object) -> str:
    """Where the answer leads."""
    answer = client.post(f"/messages/{message.pk}/file/", {"to": str(to)})
    return answer.headers.get("Location", str(answer.status_code))


def test_after_a_move_the_next_message_opens_and_at_the_end_the_one_before(
    annas: Client, inbox: Mailbox, projects: Mailbox
) -> None:
    oldest, middle, newest = (message_in(inbox) for _ in range(3))
    assert file(annas, middle, projects.pk).endswith(f"&message={oldest.pk}")
    assert file(annas, oldest, projects.pk).endswith(f"&message={newest.pk}")
    assert file(annas, newest, projects.pk) == f"/inbox/?folder={inbox.pk}"
    assert projects.messages.count() == 3


@pytest.mark.parametrize(
    ("to", "use", "kind"),
    [("trash", "trash", "move"), ("archive", "archive", "move"), ("junk", "junk", "junk")],
)
def test_each_button_leads_to_its_folder_which_is_made_when_there_is_none(
    annas: Client, inbox: Mailbox, to: str, use: str, kind: str
) -> None:
    message = message_in(inbox)
    file(annas, message, to)
    message.refresh_from_db()
    assert message.mailbox.special_use == use
    assert [action.kind for action in PendingAction.objects.all()] == ["create", kind]


def test_not_junk_leads_back_to_the_inbox(annas: Client, inbox: Mailbox) -> None:
    message = message_in(mailbox_of(inbox.account, "Spam", "junk"))
    file(annas, message, "not_junk")
    message.refresh_from_db()
    assert message.mailbox == inbox


@pytest.mark.parametrize("to", ["", "x", "0", "99999999999999999999", "-1"])
def test_a_folder_that_is_none_is_not_found(annas: Client, inbox: Mailbox, to: str) -> None:
    assert file(annas, message_in(inbox), to) == "404"


def test_nobodys_mail_moves_by_others_nor_into_others_folders(
    annas: Client, oles: Client, ole: User, inbox: Mailbox, projects: Mailbox
) -> None:
    his = mailbox_of(account_of(ole))
    message = message_in(inbox)
    assert file(oles, message, projects.pk) == "404"
    assert file(oles, message, "trash") == "404"
    assert file(annas, message, his.pk) == "404"
    assert oles.post(f"/folders/{projects.pk}/", {"name": "Mine"}).status_code == 404
    assert oles.post(f"/folders/{projects.pk}/remove/").status_code == 404
    assert Client().post(f"/messages/{message.pk}/file/", {"to": "trash"}).status_code == 302
    message.refresh_from_db()
    assert message.mailbox == inbox
    assert not PendingAction.objects.exists()


def test_mail_does_not_move_into_another_mailbox_of_the_same_person(
    annas: Client, anna: User, inbox: Mailbox, settings: Any
) -> None:
    settings.ACCOUNTS_PER_USER = 2
    set_addresses(own_card(anna), [(anna.email, ""), ("post@fjord.example", "")])
    secrets = dict.fromkeys(Service, Secret("hemmelig"))
    second = mailbox_of(keep_account(anna, "post@fjord.example", LOGINS, secrets))
    message = message_in(inbox)
    assert file(annas, message, second.pk) == "404"
    message.refresh_from_db()
    assert message.mailbox == inbox


def test_deleting_for_good_asks_first_and_only_where_it_was_thrown_away(
    annas: Client, inbox: Mailbox, trash: Mailbox
) -> None:
    message, kept = message_in(trash, subject="Old offer"), message_in(inbox)
    page = annas.get(f"/inbox/?folder={trash.pk}&message={message.pk}").content.decode()
    assert f"/messages/{message.pk}/erase/" in page
    assert "Old offer" in annas.get(f"/messages/{message.pk}/erase/").content.decode()
    assert Message.objects.count() == 2
    annas.post(f"/messages/{message.pk}/erase/")
    assert annas.post(f"/messages/{kept.pk}/erase/").status_code == 404
    assert list(Message.objects.all()) == [kept]


def test_the_folder_list_of_a_move_names_every_folder_but_this_one(
    annas: Client, inbox: Mailbox, trash: Mailbox, projects: Mailbox
) -> None:
    mailbox_of(inbox.account, "Everything", "all")
    page = annas.get(f"/inbox/?folder={inbox.pk}&message={message_in(inbox).pk}")
    assert [choice.label for choice in page.context["filing"].choices] == ["Projects", "Deleted"]


def test_what_some_program_marked_as_deleted_is_not_listed(annas: Client, inbox: Mailbox) -> None:
    message_in(inbox, subject="Marked", deleted=True)
    message_in(inbox, subject="Plain")
    page = annas.get("/inbox/").content.decode()
    assert "Plain" in page
    assert "Marked" not in page
    inbox.refresh_from_db()
    assert inbox.unseen_count == 1


def test_a_refusal_is_told_with_the_servers_words_until_it_is_put_away(
    annas: Client, inbox: Mailbox, projects: Mailbox
) -> None:
    file(annas, message_in(inbox), projects.pk)
    PendingAction.objects.update(
        state=ActionState.REFUSED, problem_code="mailbox_full", server_said="<b>Quota</b> exceeded"
    )
    page = annas.get("/inbox/").content.decode()
    assert "“Offer” could not be moved to Projects." in page
    assert "The provider keeps no more email for you" in page
    assert "&lt;b&gt;Quota&lt;/b&gt; exceeded" in page
    annas.post(f"/refusals/{PendingAction.objects.get().pk}/put-away/")
    assert "could not be moved" not in annas.get("/inbox/").content.decode()


@pytest.mark.parametrize("state", ["pending", "begun"])
def test_what_waits_cannot_be_put_away(
    annas: Client, inbox: Mailbox, projects: Mailbox, state: str
) -> None:
    file(annas, message_in(inbox), projects.pk)
    PendingAction.objects.update(state=state)
    pk = PendingAction.objects.get().pk
    assert annas.post(f"/refusals/{pk}/put-away/").status_code == 404


def test_a_new_folder_is_listed_at_once_and_marked(annas: Client, inbox: Mailbox) -> None:
    Mailbox.objects.update(delimiter="/")
    answer = annas.post("/folders/new/", {"name": " Projects ", "parent": str(inbox.pk)})
    made = Mailbox.objects.get(name="INBOX/Projects")
    assert answer.headers["Location"] == f"/inbox/?folder={made.pk}"
    page = annas.get("/inbox/").content.decode()
    assert "On its way to the server" in page


@pytest.mark.parametrize("name", ["", "a/b", "projects", "INBOX", "a\x00b", "x" * 101, "%"])
def test_a_name_that_cannot_be_is_explained(
    annas: Client, inbox: Mailbox, projects: Mailbox, name: str
) -> None:
    Mailbox.objects.update(delimiter="/")
    answer = annas.post("/folders/new/", {"name": name})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert Mailbox.objects.count() == 2


def test_a_folder_is_renamed_and_an_empty_one_removed(
    annas: Client, inbox: Mailbox, projects: Mailbox
) -> None:
    assert "Projects" in annas.get(f"/folders/{projects.pk}/").content.decode()
    annas.post(f"/folders/{projects.pk}/", {"name": "Jobs"})
    projects.refresh_from_db()
    assert projects.name == "Jobs"
    message = message_in(projects)
    assert annas.post(f"/folders/{projects.pk}/remove/").headers["Location"].startswith("/folders/")
    message.delete()
    annas.post(f"/folders/{projects.pk}/remove/")
    assert annas.get(f"/folders/{projects.pk}/").status_code == 404
    assert "Jobs" not in annas.get("/inbox/").content.decode()


def test_folders_that_every_mailbox_has_are_not_touched(
    annas: Client, inbox: Mailbox, trash: Mailbox
) -> None:
    for folder in (inbox, trash):
        assert annas.get(f"/folders/{folder.pk}/").status_code == 404
        assert annas.post(f"/folders/{folder.pk}/remove/").status_code == 404


def test_somebody_without_an_account_is_led_to_connect_one(oles: Client) -> None:
    assert oles.get("/folders/new/").headers["Location"] == "/setup/"
