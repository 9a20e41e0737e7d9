"""Rows found by a list of values, and by which way the database finds them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection

from crm_inbox.models import User
from mail.models import Mailbox, Message
from mail.services.finding import found
from mail.services.statistics import count_anew
from tests.mailboxes import account_of, mailbox_of, message_in

DOUBLED = 12
"""Times that a message is doubled: some four thousand rows, quickly."""


def test_the_rows_of_a_list_of_numbers_are_found_each_of_them_once(inbox: Mailbox) -> None:
    store(inbox)
    rows = found(Message, ("uid",), "uid", [3, 5, 5, 99_999], mailbox_id=inbox.pk, uidvalidity=1)
    assert sorted(rows) == [(3,), (5,)]


def test_the_rows_of_a_list_of_texts_are_found(inbox: Mailbox) -> None:
    store(inbox)
    rows = found(Message, ("uid",), "content_id", ["c3", "c5"], account_id=inbox.account_id)
    assert sorted(rows) == [(3,), (5,)]


def test_thirty_messages_of_a_new_account_are_not_found_by_reading_all_that_it_has(
    inbox: Mailbox, ole: User
) -> None:
    store(inbox)
    count_anew(0, 500)
    young = mailbox_of(account_of(ole))
    store(young)
    count_anew(0, 500)
    uids, contents = list(range(1, 34)), [f"c{number}" for number in range(1, 34)]
    plan = plan_of(lambda: found(Message, ("id",), "uid", uids, mailbox_id=young.pk, uidvalidity=1))
    assert "uid=?" in plan or "uid = ANY" in plan.partition("Filter")[0]
    plan = plan_of(
        lambda: found(Message, ("id",), "content_id", contents, account_id=young.account_id)
    )
    assert "content_id=?" in plan or "ANY" in plan.partition("Filter")[0]


def store(inbox: Mailbox) -> None:
    message = message_in(inbox)
    Message.rows.filter(pk=message.pk).update(uid=1, content_id="c1")
    columns = (field.column for field in Message._meta.concrete_fields if not field.primary_key)
    names = [column for column in columns if column]
    for power in range(DOUBLED):
        further = f"uid + {2**power}"
        values = {name: name for name in names}
        values |= {"uid": further, "content_id": f"'c' || ({further})"}
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO mail_message ({', '.join(names)})"
                f" SELECT {', '.join(values.values())} FROM mail_message WHERE mailbox_id = %s",
                [inbox.pk],
            )


def plan_of(asks: Callable[[], object]) -> str:
    """How the database means to answer what *asks* asks it."""
    asked: list[tuple[str, Any]] = []

    def noted(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(noted):
        asks()
    explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{explain} {asked[0][0]}", asked[0][1])
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
