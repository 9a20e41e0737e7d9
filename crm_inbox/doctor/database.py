"""The database itself: its tables, its file or its server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from crm_inbox.doctor.mounts import filesystem_of, is_on_the_network
from crm_inbox.health import database

OLDEST_POSTGRESQL = 15
CROWDED = 0.8


def migrations() -> Iterator[str]:
    if not database.migrations().ok:
        yield "The database lacks tables that this version needs: run “manage.py migrate”."


def sqlite_file() -> Iterator[str]:
    path = sqlite_path()
    if path is None:
        return
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        yield (
            f"The database file {path} or its folder cannot be written: give this user write "
            "permission to both (SQLite makes its journal beside the file)."
        )
    if is_on_the_network(filesystem_of(path)):
        yield (
            f"The database file {path} is on a network disk, where SQLite's locks do not hold and "
            "data is lost: move it to a disk of this machine, or use PostgreSQL."
        )
    if (mode := _journal_mode()) != "wal":
        yield (
            f"SQLite keeps its journal as “{mode}” instead of WAL, so readers wait for writers: "
            "stop every process, and start again from a disk of this machine."
        )


def sqlite_path() -> Path | None:
    """The file, unless the database is another one or lives in memory."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or name.startswith(("file:", ":memory:")):
        return None
    return Path(name)


def _journal_mode() -> str:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        return str(cursor.fetchone()[0])


def postgresql() -> Iterator[str]:
    if connection.vendor != "postgresql":
        return
    version = connection.pg_version // 10000  # type: ignore[attr-defined]
    if version < OLDEST_POSTGRESQL:
        yield f"PostgreSQL {version} is too old: install {OLDEST_POSTGRESQL} or newer."
    used, most = _connections()
    if used >= CROWDED * most:
        yield (
            f"{used} of {most} connections of PostgreSQL are taken: raise max_connections, or run "
            "fewer web and worker threads. Each holds one."
        )


def _connections() -> tuple[int, int]:
    """How many are taken, and how many there may be."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),"
            " current_setting('max_connections')::int"
        )
        used, most = cursor.fetchone()
        return int(used), int(most)
