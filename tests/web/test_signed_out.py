"""Who has to sign in first comes back to where they were."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from crm_inbox.models import User
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db
PAGE = "/inbox/?folder=1&message=7"


def comes_back_to(answer: Any) -> str:
    target = urlsplit(answer["Location"])
    assert target.path == "/accounts/login/"
    return parse_qs(target.query)["next"][0]


def test_who_asked_for_a_page_comes_back_to_it(client: Client) -> None:
    assert comes_back_to(client.get(PAGE)) == PAGE


def test_who_sent_a_form_comes_back_to_its_page_and_not_to_where_it_was_sent(
    client: Client,
) -> None:
    answer = client.post("/messages/7/mark/", headers={"Referer": f"http://testserver{PAGE}"})
    assert comes_back_to(answer) == PAGE


@pytest.mark.parametrize("said", ["", "https://evil.example/inbox/", "javascript:alert(1)", "//x"])
def test_a_page_that_is_not_ours_is_led_back_to_by_nobody(client: Client, said: str) -> None:
    answer = client.post("/messages/7/mark/", headers={"Referer": said})
    assert comes_back_to(answer) == "/messages/7/mark/"


def test_who_is_signed_in_goes_where_the_form_leads(annas: Client, anna: User) -> None:
    message = message_in(mailbox_of(account_of(anna)))
    answer = annas.post(
        f"/messages/{message.pk}/mark/",
        {"as": "unread"},
        headers={"Referer": f"http://testserver{PAGE}"},
    )
    assert "login" not in answer.headers.get("Location", "")
