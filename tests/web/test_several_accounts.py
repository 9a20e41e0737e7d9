"""A person with two accounts: every page acts for the one it shows."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from accounts.models import EmailAccount
from accounts.services.accounts import keep_account
from cards.models import EmailAddress
from crm_inbox.models import User
from mail.core.address import address_key
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.models import Lane, Mailbox, OutgoingMessage
from mail.models.lane import LaneName
from mail.models.outgoing import OutgoingState
from mail.services.outbox import new_token
from mail.transport.secret import Secret
from tests.conftest import signed_in
from tests.mailboxes import LOGINS, NOON, account_of, mailbox_of, message_in

SALES = "sales@fjord.example"


@pytest.fixture
def first(anna: User) -> Mailbox:
    return mailbox_of(account_of(anna))


@pytest.fixture
def second(anna: User, first: Mailbox, settings: Any) -> Mailbox:
    """A second mailbox, whose address is on Anna's card."""
    settings.ACCOUNTS_PER_USER = 2
    on_the_card_of(anna, SALES)
    logins = {service: replace(login, username=SALES) for service, login in LOGINS.items()}
    account = keep_account(anna, SALES, logins, dict.fromkeys(Service, Secret("x")))
    account.note_success(Service.IMAP, NOON)
    return mailbox_of(account)


def on_the_card_of(user: User, address: str) -> None:
    key = address_key(address)
    EmailAddress.objects.create(person=user.own_card, address=address, key=key, position=9)


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def rows_in(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'data-message="(\d+)"', page)]


def written(**fields: object) -> dict[str, object]:
    return {
        "to": "kari@havn.example",
        "subject": "Hi",
        "text": "Hei",
        "token": new_token(),
    } | fields


def test_with_one_account_nothing_names_it(annas: Client, first: Mailbox) -> None:
    message = message_in(first)
    page = page_of(annas, f"/inbox/?folder={first.pk}&message={message.pk}")
    assert "account=" not in page
    assert "accounts__account" not in page
    assert 'name="sender"' not in page_of(annas, "/compose/")


def test_the_folders_stand_under_their_account_and_the_others_can_be_chosen(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    message_in(second)
    page = page_of(annas, "/inbox/")
    assert f'href="/inbox/?account={second.account_id}"' in page
    assert f'href="/inbox/?folder={first.pk}"' in page
    assert f'href="/inbox/?folder={second.pk}"' not in page
    there = page_of(annas, f"/inbox/?account={second.account_id}")
    assert f'href="/inbox/?folder={second.pk}"' in there


def test_unread_messages_are_counted_for_each_account_and_in_the_menu_for_all(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    message_in(first)
    for _ in range(2):
        message_in(second)
    answer = annas.get("/inbox/")
    assert [row.unseen_count for row in answer.context["account_rows"]] == [1, 2]
    assert answer.context["nav"].unread_count == 3


def test_the_list_holds_the_messages_of_the_account_that_is_shown(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    here, there = message_in(first), message_in(second)
    assert rows_in(page_of(annas, "/inbox/")) == [here.pk]
    assert rows_in(page_of(annas, f"/inbox/?account={second.account_id}")) == [there.pk]
    assert rows_in(page_of(annas, f"/inbox/?folder={second.pk}")) == [there.pk]


def test_a_message_of_the_other_account_is_not_in_this_folder(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    there = message_in(second)
    assert annas.get(f"/inbox/?folder={first.pk}&message={there.pk}").status_code == 404


def test_an_open_message_says_whose_inbox_it_is_in(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    there = message_in(second)
    page = page_of(annas, f"/messages/{there.pk}/")
    assert f'href="/compose/?account={second.account_id}"' in page
    assert f'hx-get="/inbox/?account={second.account_id}"' in page


def test_another_persons_account_folder_and_message_do_not_exist(
    ole: User, first: Mailbox, second: Mailbox
) -> None:
    account_of(ole)
    message, oles = message_in(second), signed_in(ole)
    for url in (
        f"/inbox/?account={second.account_id}",
        f"/inbox/?folder={second.pk}",
        f"/messages/{message.pk}/",
        f"/messages/{message.pk}/reply/",
        f"/compose/?account={second.account_id}",
    ):
        assert oles.get(url).status_code == 404, url


def test_nobody_sends_from_another_persons_account(
    ole: User, first: Mailbox, second: Mailbox
) -> None:
    mine = account_of(ole)
    oles = signed_in(ole)
    oles.post("/compose/", written(sender=second.account_id))
    assert [sent.account_id for sent in OutgoingMessage.objects.all()] == [mine.pk]
    on_the_card_of(ole, "more@fjord.example")
    keep_account(ole, "more@fjord.example", LOGINS, dict.fromkeys(Service, Secret("x")))
    answer = oles.post("/compose/", written(sender=second.account_id))
    assert answer.status_code == 422
    assert OutgoingMessage.objects.count() == 1


def test_a_message_is_sent_from_the_chosen_address(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    annas.post("/compose/", written(sender=second.account_id))
    sent = OutgoingMessage.objects.get()
    assert sent.account_id == second.account_id
    assert f"<{SALES}>".encode() in bytes(sent.raw)
    assert Lane.objects.get(account=second.account, name=LaneName.SEND).asked == 2


def test_writing_proposes_the_account_that_was_looked_at(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    form = annas.get(f"/compose/?account={second.account_id}").context["form"]
    assert form["sender"].value() == str(second.account_id)
    assert [address for _pk, address in form.fields["sender"].choices] == [
        "anna@fjord.example",
        SALES,
    ]


def test_only_addresses_on_the_own_card_are_offered(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    EmailAddress.objects.filter(address=SALES).delete()
    assert 'name="sender"' not in page_of(annas, "/compose/")
    assert annas.post("/compose/", written(sender=second.account_id)).status_code == 302
    assert OutgoingMessage.objects.get().account_id == first.account_id
    answer = annas.post(f"/compose/?account={second.account_id}", written(sender=second.account_id))
    assert answer.status_code == 422


def test_an_answer_goes_out_from_the_account_that_received_the_message(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    message = message_in(second, message_id="1@havn.example")
    form = annas.get(f"/messages/{message.pk}/reply/").context["form"]
    assert form["sender"].value() == str(second.account_id)
    annas.post(f"/messages/{message.pk}/reply/", written(sender=second.account_id))
    assert OutgoingMessage.objects.get().account_id == second.account_id


def test_a_message_that_was_taken_back_can_go_out_from_the_other_account(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    annas.post("/compose/", written(sender=second.account_id))
    outgoing = OutgoingMessage.objects.get()
    page = annas.post(f"/outgoing/{outgoing.pk}/undo/", follow=True)
    assert page.context["form"]["sender"].value() == str(second.account_id)
    fields = {**page.context["form"].initial, "sender": first.account_id}
    annas.post(page.redirect_chain[-1][0], fields)
    again = OutgoingMessage.objects.get()
    assert (again.account_id, again.state) == (first.account_id, OutgoingState.QUEUED)


def test_what_is_on_its_way_is_shown_with_its_account(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    answer = annas.post("/compose/", written(sender=second.account_id, subject="Tilbud"))
    assert answer["Location"] == f"/inbox/?account={second.account_id}"
    assert "Tilbud" in page_of(annas, answer["Location"])
    assert "Tilbud" not in page_of(annas, "/inbox/")


def test_trouble_of_the_other_account_is_seen_from_here(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    second.account.note_problem(Service.IMAP, MailError(Code.AUTH_FAILED))
    page = page_of(annas, "/inbox/")
    assert "account-status__dot--attention" in page
    assert "Type the password again" not in page
    assert "Type the password again" in page_of(annas, f"/inbox/?account={second.account_id}")


def test_more_than_the_administrator_allows_is_not_offered(
    annas: Client, first: Mailbox, settings: Any
) -> None:
    assert "Add another email account" not in page_of(annas, "/options/email/account/")
    assert annas.get("/setup/?further=1").status_code == 302
    settings.ACCOUNTS_PER_USER = 2
    assert "Add another email account" in page_of(annas, "/options/email/account/")
    assert annas.get("/setup/?further=1").status_code == 200


def test_two_accounts_take_as_many_queries_as_one(
    annas: Client, first: Mailbox, second: Mailbox, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(6):
        annas.get(f"/inbox/?folder={second.pk}")


def test_the_first_account_keeps_to_the_first_address_of_the_card(
    annas: Client, anna: User, first: Mailbox, second: Mailbox
) -> None:
    EmailAccount.objects.filter(pk=first.account_id).delete()
    assert EmailAccount.objects.get().address == SALES
    page = page_of(annas, "/options/email/account/")
    assert "is not the first address on your card" in page


def test_an_answer_to_all_leaves_out_the_persons_other_address(
    annas: Client, first: Mailbox, second: Mailbox
) -> None:
    message = message_in(second)
    people = [["", SALES], ["", "anna@fjord.example"], ["", "per@havn.example"]]
    message.body.headers = {"from_": [["Kari", "kari@havn.example"]], "to": people}
    message.body.save()
    form = annas.get(f"/messages/{message.pk}/reply/?all=1").context["form"]
    everybody = f"{form['to'].value()} {form['cc'].value()}"
    assert "per@havn.example" in everybody
    assert "fjord.example" not in everybody
