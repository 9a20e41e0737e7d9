"""One message, also when both clicks arrive in the same moment."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.mime.compose import make_message_id
from mail.models import OutgoingMessage
from mail.services import outbox
from tests.mailboxes import account_of
from tests.played import DRAFT

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_clicks_at_once_make_one_message_which_both_get(
    anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_first_address(own_card(anna), anna.email)
    account = account_of(anna)
    both_looked = threading.Barrier(2)
    got: list[object] = []

    def wait_for_the_other(unique: str, domain: str) -> str:
        both_looked.wait(10)
        return make_message_id(unique, domain)

    def click() -> None:
        try:
            got.append(outbox.queue_message(account, DRAFT, token="one").pk)
        except Exception as problem:
            got.append(problem)
        connection.close()

    monkeypatch.setattr(outbox, "make_message_id", wait_for_the_other)
    clicks = [threading.Thread(target=click) for _ in range(2)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert got == [OutgoingMessage.objects.get().pk] * 2
