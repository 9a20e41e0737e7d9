"""Conversations come out the same, in whatever order and batches their messages arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm_inbox.models import User
from mail.core.threads import grouping
from mail.core.threads.places import places_of
from mail.models import Mailbox, Message, MessageBody, Thread, ThreadReference
from mail.services.threads import assign, rows, thread_messages, upkeep
from mail.services.threads.rows import Crossed
from tests.mailboxes import NOON, account_of, mailbox_of, message_in


@dataclass(frozen=True)
class Mail:
    message_id: str
    subject: str = "Offer"
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


def arrive(inbox: Mailbox, *mails: Mail, first_uid: int = 1) -> list[Message]:
    """One batch, as ingest stores it."""
    messages = [
        Message(account_id=inbox.account_id, mailbox=inbox, uidvalidity=1, uid=first_uid + number,
                content_id=f"h:{number}", message_id=mail.message_id, subject=mail.subject,
                date=NOON, internaldate=NOON)
        for number, mail in enumerate(mails)
    ]  # fmt: skip
    headers = [
        {"in_reply_to": mail.in_reply_to, "references": list(mail.references)} for mail in mails
    ]
    with transaction.atomic():
        thread_messages(inbox.account_id, list(zip(messages, headers, strict=True)))
        made = Message.objects.bulk_create(messages)
        MessageBody.objects.bulk_create(
            MessageBody(message=one, headers=of_one)
            for one, of_one in zip(made, headers, strict=True)
        )
    return made


def grouping_of(uids: Sequence[int]) -> set[frozenset[int]]:
    """What belongs together, as sets of the positions in *uids*."""
    threads: dict[int | None, set[int]] = defaultdict(set)
    for uid, thread in Message.objects.values_list("uid", "thread"):
        threads[thread].add(uids.index(uid))
    assert None not in threads
    return {frozenset(of_one) for of_one in threads.values()}


ANSWER = Mail("2@x", "Re: Offer", "1@x", ("1@x",))


@pytest.mark.parametrize("answer_first", [False, True])
def test_an_answer_joins_what_it_answers_whichever_comes_first(
    inbox: Mailbox, answer_first: bool
) -> None:
    mails = [Mail("1@x"), ANSWER]
    for number, mail in enumerate(reversed(mails) if answer_first else mails):
        arrive(inbox, mail, first_uid=number + 1)
    assert Thread.objects.count() == 1
    assert len(set(Message.objects.values_list("thread", flat=True))) == 1


def test_two_that_answer_a_message_nobody_has_belong_together(inbox: Mailbox) -> None:
    arrive(inbox, ANSWER, Mail("3@x", "Sv: Offer", "1@x"))
    assert Thread.objects.count() == 1


def test_a_message_in_between_unites_two_conversations_into_the_older(inbox: Mailbox) -> None:
    first = arrive(inbox, Mail("1@x"))[0]
    arrive(inbox, Mail("3@x", "Re: Offer", "2@x"), first_uid=2)
    assert Thread.objects.count() == 2
    arrive(inbox, ANSWER, first_uid=3)
    assert [thread.pk for thread in Thread.objects.all()] == [first.thread_id]
    assert set(ThreadReference.objects.values_list("thread", flat=True)) == {first.thread_id}
    assert Message.objects.filter(thread=first.thread_id).count() == 3


@pytest.mark.parametrize(
    ("other", "belongs"),
    [
        (Mail("2@x", "Offer"), False),  # nothing but the subject
        (Mail("2@x", "Re: Offer"), False),
        (Mail("2@x", "Summer party", "1@x", ("1@x",)), False),  # an old mail taken for a new one
        (Mail("2@x", "Re: Offer, revised", "1@x", ("1@x",)), True),
        (Mail("2@x", "Fwd: Offer", "", ("1@x",)), True),
        (Mail("2@x", "Fwd: Something else", "1@x", ("1@x",)), False),
        (Mail("2@x", "Re: Other", "", ("1@x",)), False),  # References to an unrelated thread
        (Mail("2@x", "Re: [EXTERNAL] Offer", "", ("1@x",)), True),
        (Mail("1@x", "Offer"), True),  # a copy in another folder
        (Mail("1@x", "Another letter"), False),  # a sender that gives all its letters one id
        (Mail("2@x", "Offer", "<1@X>", ()), True),
    ],
)
def test_what_belongs_to_a_conversation(inbox: Mailbox, other: Mail, belongs: bool) -> None:
    for mails in ([Mail("1@x"), other], [other, Mail("1@x")]):
        with transaction.atomic():
            arrive(inbox, *mails)
            assert (Thread.objects.count() == 1) is belongs
            transaction.set_rollback(True)


def test_ids_that_are_none_join_nobody(inbox: Mailbox) -> None:
    nothing = Mail("<>", "Re: Offer", "localhost", ("<>", "mail.example"))
    arrive(inbox, nothing, nothing, nothing)
    assert Thread.objects.count() == 3
    assert not ThreadReference.objects.exists()


def test_an_id_that_two_letters_carry_joins_nobody_who_trusted_it(inbox: Mailbox) -> None:
    """The answer came before it was known that the id says nothing."""
    arrive(inbox, Mail("1@x", "March letter"), Mail("9@x", "Re: A question", "1@x"))
    assert grouping_of([1, 2]) == {frozenset({0, 1})}
    arrive(inbox, Mail("1@x", "April letter"), first_uid=3)
    assert grouping_of([1, 2, 3]) == {frozenset({0}), frozenset({1}), frozenset({2})}
    assert Thread.objects.count() == 3


def test_a_thread_that_is_full_is_followed_by_a_new_one(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grouping, "LARGEST", 5)
    for uid in range(1, 13):
        arrive(inbox, Mail(f"{uid}@x", "Re: Backup", f"{uid - 1}@x", ("0@x",)), first_uid=uid)
    sizes = [thread.messages.count() for thread in Thread.objects.order_by("pk")]
    assert sizes == [5, 5, 2]


def test_the_number_of_statements_does_not_grow_with_the_batch(
    inbox: Mailbox, django_assert_max_num_queries: Any
) -> None:
    for count, uid in ((1, 1), (100, 1_000)):
        arrive(inbox, *(Mail(f"{uid + n}@old") for n in range(count)), first_uid=uid)
        answers = [
            (Message(message_id=f"{uid + n}@new", subject="Re: Offer"),
             {"in_reply_to": f"{uid + n}@old", "references": [f"{n}@lost"]})
            for n in range(count)
        ]  # fmt: skip
        with django_assert_max_num_queries(12):
            thread_messages(inbox.account_id, answers)


def test_another_accounts_conversation_is_not_joined(inbox: Mailbox, ole: User) -> None:
    mine = arrive(inbox, Mail("1@x"))[0]
    his = arrive(mailbox_of(account_of(ole)), ANSWER)[0]
    assert mine.thread_id != his.thread_id


def test_what_another_worker_changes_meanwhile_is_read_again(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = arrive(inbox, Mail("1@x"))[0]
    real, asked = rows.known, []

    def known(*wanted: Any) -> Any:
        """As if the first message came after it was looked for."""
        asked.append(wanted)
        return real(*wanted) if len(asked) > 1 else []

    monkeypatch.setattr(rows, "known", known)
    second = arrive(inbox, ANSWER, first_uid=2)[0]
    assert second.thread_id == first.thread_id
    assert Thread.objects.count() == 1


def test_whoever_is_crossed_every_time_leaves_it_to_the_tidying(
    inbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crossed(*_args: object) -> None:
        raise Crossed

    with monkeypatch.context() as patch:
        patch.setattr(assign.rows, "known", crossed)
        message = arrive(inbox, ANSWER)[0]
    assert message.thread_id is None
    assert upkeep.thread_what_is_not_yet() == 1
    message.refresh_from_db()
    assert message.thread_id


def test_messages_from_before_there_were_threads_get_theirs(
    inbox: Mailbox, ole: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "BATCH", 2)
    for number in range(3):
        message_in(inbox, message_id=f"{number}@x")
    message_in(mailbox_of(account_of(ole)), message_id="0@x")
    assert upkeep.thread_what_is_not_yet() == 4
    assert upkeep.thread_what_is_not_yet() == 0
    assert Thread.objects.count() == 4


def test_a_thread_without_messages_is_forgotten_and_no_other(inbox: Mailbox) -> None:
    gone, stays = arrive(inbox, Mail("1@x"), Mail("2@x", "Other"))
    Message.rows.filter(pk=gone.pk).delete()
    Message.rows.filter(pk=stays.pk).update(gone_at=NOON)  # out of sight is not away
    upkeep.forget_empty_threads()
    assert [thread.pk for thread in Thread.objects.all()] == [stays.thread_id]
    assert ThreadReference.objects.get().thread_id == stays.thread_id


IDS = st.sampled_from([f"{name}@x" for name in "abcde"])
MAILS = st.builds(
    Mail,
    IDS | st.just(""),
    st.sampled_from(["Offer", "Re: Offer", "Price", "Re: Price", "Fwd: Price", ""]),
    IDS | st.just(""),
    st.lists(IDS, max_size=3).map(tuple),
)


def expected(mails: Sequence[Mail]) -> set[frozenset[int]]:
    """The same by comparing everybody with everybody."""
    places = [
        places_of(mail.message_id, mail.in_reply_to, mail.references, mail.subject)
        for mail in mails
    ]
    topics: dict[str, set[str]] = defaultdict(set)
    for place in (place for of_one in places for place in of_one if place.is_own):
        topics[place.id].add(place.topic)

    def meet(one: int, other: int) -> bool:
        return any(
            a.id == b.id
            and (
                a.topic == b.topic
                or (len(topics[a.id]) < 2 and (a.is_own or a.is_trusted)
                    and (b.is_own or b.is_trusted))
            )
            for a in places[one] for b in places[other]
        )  # fmt: skip

    groups = [{number} for number in range(len(mails))]
    for one, other in combinations(range(len(mails)), 2):
        if meet(one, other):
            joined = [group for group in groups if one in group or other in group]
            groups = [group for group in groups if group not in joined]
            groups.append(set().union(*joined))
    return {frozenset(group) for group in groups}


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(mails=st.lists(MAILS, min_size=1, max_size=9), data=st.data())
def test_any_order_and_any_batches_give_the_same_conversations(
    inbox: Mailbox, mails: list[Mail], data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(mails))))
    cuts = data.draw(st.sets(st.integers(1, len(mails))))
    with transaction.atomic():
        uids, start = [0] * len(mails), 0
        for end in sorted({*cuts, len(mails)}):
            batch = order[start:end]
            for message, number in zip(
                arrive(inbox, *(mails[n] for n in batch), first_uid=start + 1), batch, strict=True
            ):
                uids[number] = message.uid
            start = end
        assert grouping_of(uids) == expected(mails)
        assert Thread.objects.count() == len(expected(mails))
        transaction.set_rollback(True)
