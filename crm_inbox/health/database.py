"""The database answers, and has the tables that this code needs."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor

from crm_inbox.health.check import Check

AWAY = (DatabaseError, InterfaceError)
"""What a database raises that is not there, or not what we expect."""

NO_ANSWER = "The database does not answer."


def reachable() -> Check:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except AWAY:
        return Check("database", False, NO_ANSWER)
    return Check("database", True, "answers")


def migrations() -> Check:
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Check("migrations", not missing, f"{missing} missing" if missing else "all applied")
