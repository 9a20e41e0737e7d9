"""New rows in bulk, past the ORM, which takes longer to say them than a database to write them.

The one place that speaks to the two databases in two ways: SQLite gets ``executemany``, PostgreSQL
gets COPY and, for what is there already, one UPDATE with a list for each column. Call everything
here inside a transaction that renews the lease.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from operator import attrgetter
from typing import Any

from django.db import connection
from django.db.models import Model
from psycopg import Cursor

from mail.models import Message, MessageBody
from mail.services.new_rows import NewBody, NewMessage, NewText, compact_json

Rows = tuple[NewMessage, NewBody]
Values = tuple[Any, ...]

_OF_A_BODY = ("message_id", "headers", "structure", "text", "html", "defects")


def insert_messages(rows: Sequence[Rows]) -> None:
    """Write *rows*, each of which gets its number. Raises what the database raises."""
    if not rows:
        return
    for number, (message, _body) in zip(_numbers(Message, len(rows)), rows, strict=True):
        message.id = number
    columns, values, defaults = _columns()
    _insert(Message, columns, [(*values(message), *defaults) for message, _body in rows])
    _insert(MessageBody, _OF_A_BODY, [_body_values(message.id, body) for message, body in rows])


def write_texts(texts: Sequence[NewText]) -> None:
    """What was read of messages that are here. Raises what the database raises."""
    messages = [(t.has_attachments, t.snippet, t.state.value, t.failures, t.pk) for t in texts]
    bodies = [(t.text, t.html, compact_json(t.defects), t.pk) for t in texts]
    cut_up = [(compact_json(t.structure), t.pk) for t in texts if t.structure is not None]
    _update(Message, ("has_attachments", "snippet", "state", "failures", "id"), messages)
    _update(MessageBody, ("text", "html", "defects", "message_id"), bodies)
    _update(MessageBody, ("structure", "message_id"), cut_up)


_COUNTED = (
    "UPDATE mail_mailbox SET stored_count = stored_count + %s, unseen_count = unseen_count + %s"
    " WHERE id = %s"
)


def add_to_counters(mailbox_id: int, *, stored: int, unseen: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, [stored, unseen, mailbox_id])


@cache
def _columns() -> tuple[tuple[str, ...], Callable[[NewMessage], Values], Values]:
    """The columns of a message, how to read the first of them, and what the others hold."""
    fields = Message._meta.concrete_fields
    known = [field.attname for field in fields if field.attname in NewMessage.__slots__]
    others = [field for field in fields if field.attname not in NewMessage.__slots__]
    defaults = tuple(field.get_default() for field in others)
    return (*known, *(field.attname for field in others)), attrgetter(*known), defaults


def _body_values(pk: int, body: NewBody) -> Values:
    return (
        pk,
        compact_json(body.headers),
        compact_json(body.structure),
        body.text,
        body.html,
        compact_json(body.defects),
    )


def _numbers(model: type[Model], count: int) -> list[int]:
    """*count* primary keys that nobody else gets, ascending."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [number for (number,) in cursor.fetchall()]
        # The transaction holds the one write lock, and what is inserted moves the sequence on.
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (found[0] if found else 0) + 1
    return list(range(first, first + count))


def _insert(model: type[Model], columns: Sequence[str], rows: Sequence[Values]) -> None:
    names = ", ".join(map(connection.ops.quote_name, columns))
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            _copy(cursor, f"COPY {table} ({names}) FROM STDIN", rows)
            return
        marks = ", ".join(["%s"] * len(columns))
        cursor.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})",  # noqa: S608 (our own names)
            [tuple(map(_for_sqlite, row)) for row in rows],
        )


def _update(model: type[Model], columns: Sequence[str], rows: Sequence[Values]) -> None:
    """The last of *columns* is the primary key."""
    if not rows:
        return
    table = connection.ops.quote_name(model._meta.db_table)
    names = [connection.ops.quote_name(column) for column in columns]
    if connection.vendor == "postgresql":
        _update_from_lists(table, names, [_type(model, column) for column in columns], rows)
        return
    changes = ", ".join(f"{name} = %s" for name in names[:-1])
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET {changes} WHERE {names[-1]} = %s",  # noqa: S608 (our own names)
            rows,
        )


def _type(model: type[Model], column: str) -> str:
    """Without its length: a cast would cut what is too long in silence."""
    named = str(model._meta.get_field(column).db_type(connection))
    return "text" if named.startswith("varchar") else named


def _update_from_lists(
    table: str, names: Sequence[str], types: Sequence[str], rows: Sequence[Values]
) -> None:
    changes = ", ".join(f"{name} = new.{name}" for name in names[:-1])
    lists = ", ".join(f"%b::{one}[]" for one in types)
    statement = (
        f"UPDATE {table} SET {changes} FROM unnest({lists}) AS new({', '.join(names)})"  # noqa: S608
        f" WHERE {table}.{names[-1]} = new.{names[-1]}"
    )
    # Django's cursor writes values into the statement, where they are read letter by letter.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        cursor.execute(statement, [list(values) for values in zip(*rows, strict=True)])


def _copy(cursor: Any, statement: str, rows: Sequence[Values]) -> None:
    # Django looks at the errors of execute and executemany only.
    with connection.wrap_database_errors, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value
