"""Texts are compressed by lz4 where the PostgreSQL has it (from 14 on, if it was built with it).

Its own pglz takes longer for a text than everything else that a synchronisation does with it.
What is stored already stays as it is.
"""

from __future__ import annotations

from django.db import migrations, utils
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.transaction import atomic

TABLE = "mail_messagebody"
COLUMNS = ("headers", "structure", "text", "html")


def compress_with(method: str, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "postgresql":
        return
    try:
        with atomic(editor.connection.alias):
            for column in COLUMNS:
                editor.execute(
                    f"ALTER TABLE {TABLE} ALTER COLUMN {column} SET COMPRESSION {method}"
                )
    except utils.DatabaseError:
        return  # this server has no other


def use_lz4(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    compress_with("lz4", editor)


def use_own(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    compress_with("default", editor)


class Migration(migrations.Migration):
    dependencies = [("mail", "0011_watcher_watch")]
    operations = [migrations.RunPython(use_lz4, use_own)]
