"""What PostgreSQL knows of tables that a first synchronisation fills.

It chooses how to answer by what it counted last, and it counts by itself once a minute at most and
when a tenth of a table is new. Of an account that comes with 50,000 messages it believes meanwhile
that there are none, and reads all of them to find thirty: each unit took as long as all before it.
"""

from __future__ import annotations

from django.db import connection

from mail.models import Message
from mail.models.thread import ThreadReference

COUNTED_AT = (500, 5_000, 50_000)
"""Messages that one run has listed. PostgreSQL reads a sample of some 30,000 rows at most."""


def count_anew(before: int, now: int) -> None:
    """Have the tables counted when one of COUNTED_AT lies between *before* and *now*.

    Call outside transactions. Where somebody else is counting this one does not wait. SQLite
    needs nothing: it takes the index with the most columns that it is asked for.
    """
    if connection.vendor != "postgresql" or not any(before < at <= now for at in COUNTED_AT):
        return
    tables = ", ".join(model._meta.db_table for model in (Message, ThreadReference))
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE (SKIP_LOCKED) {tables}")
