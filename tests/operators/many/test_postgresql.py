"""What doctor asks a PostgreSQL."""

from __future__ import annotations

import pytest
from django.db import connections

from crm_inbox.doctor import database

pytestmark = pytest.mark.django_db


def test_a_postgresql_that_is_old_or_crowded_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not list(database.postgresql())
    monkeypatch.setitem(vars(connections["default"]), "pg_version", 140011)
    monkeypatch.setattr(database, "_connections", lambda: (95, 100))
    old, crowded = database.postgresql()
    assert old == "PostgreSQL 14 is too old: install 15 or newer."
    assert crowded.startswith("95 of 100 connections")
