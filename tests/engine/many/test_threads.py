"""Two workers that file mail of one account at the same time make one conversation of it."""

from __future__ import annotations

import random
import threading

import pytest
from django.db import transaction

from accounts.models import EmailAccount
from crm_inbox.models import User
from mail.models import Mailbox, Message, Thread, ThreadReference
from mail.services.threads import upkeep
from tests.engine.many.test_locks import beside
from tests.mailboxes import account_of, mailbox_of
from tests.services.test_threads import ANSWER, Mail, arrive

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inbox(anna: User) -> Mailbox:
    account: EmailAccount = account_of(anna)
    return mailbox_of(account)


def test_two_who_bring_the_same_conversation_at_once_make_one_thread(inbox: Mailbox) -> None:
    began, end = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            arrive(inbox, Mail("1@x"))
            began.set()
            end.wait(10)

    first, failed = beside(slow)
    began.wait(5)
    second, failed_too = beside(lambda: arrive(inbox, ANSWER, first_uid=2) and None)
    second.join(0.5)
    assert second.is_alive()  # it waits for the place that both stand at
    end.set()
    first.join(10)
    second.join(10)
    assert (failed, failed_too) == ([], [])
    assert Thread.objects.count() == 1
    assert len(set(Message.objects.values_list("thread", flat=True))) == 1


def test_many_who_unite_the_same_conversations_in_any_order_end_with_one(inbox: Mailbox) -> None:
    chain = [Mail(f"{n}@x", "Re: Offer", f"{n - 1}@x", ("0@x",)) for n in range(1, 41)]
    random.Random(5).shuffle(chain)

    def bring(part: int) -> None:
        for number, mail in enumerate(chain[part::4]):
            arrive(inbox, mail, first_uid=1 + part * 100 + number)

    workers = [beside(lambda part=part: bring(part)) for part in range(4)]  # type: ignore[misc]
    for worker, failed in workers:
        worker.join(60)
        assert failed == []
    upkeep.thread_what_is_not_yet()
    assert Message.objects.count() == 40
    assert Thread.objects.count() == 1
    assert set(Message.objects.values_list("thread", flat=True)) == {Thread.objects.get().pk}
    assert set(ThreadReference.objects.values_list("thread", flat=True)) == {
        Thread.objects.get().pk
    }
