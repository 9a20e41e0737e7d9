"""Rows found by a list of values, past the ORM, which takes longer to say such a list than a
database to find them."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Model


def found(
    model: type[Model],
    columns: Collection[str],
    column: str,
    values: Collection[int | str],
    **equal: int,
) -> list[tuple[Any, ...]]:
    """*columns* of the rows whose *column* is one of *values* and whose other ones are as *equal*
    says, in no order.

    Values come as the database has them: on SQLite a moment is text, and a truth value a number.
    """
    if not values:
        return []
    quoted = connection.ops.quote_name
    conditions = [f"{quoted(name)} = %s" for name in equal]
    conditions.append(f"{quoted(column)} IN ({', '.join(['%s'] * len(values))})")
    statement = (
        f"SELECT {', '.join(map(quoted, columns))} FROM {quoted(model._meta.db_table)}"  # noqa: S608
        f" WHERE {' AND '.join(conditions)}"  # our own names
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*equal.values(), *values])
        return list(cursor.fetchall())
