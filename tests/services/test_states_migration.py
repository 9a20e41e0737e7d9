"""What an account said of its one problem is kept when each service gets a state of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps.registry import Apps
from django.core.management import call_command
from django.db import IntegrityError, connection
from django.db.migrations.executor import MigrationExecutor

from tests.mailboxes import NOON

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE, AFTER = "0007_oauth_sign_in", "0010_connection_log"


def migrated(name: str) -> Apps:
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", name)])
    return executor.loader.project_state([("accounts", name)]).apps


@pytest.fixture
def before() -> Iterator[Any]:
    """The tables as they were, with one user."""
    apps = migrated(BEFORE)
    user = apps.get_model("crm_inbox", "User").objects.create(username="anna")
    yield lambda **fields: apps.get_model("accounts", "EmailAccount").objects.create(
        user_id=user.pk, **fields
    )
    migrated(AFTER).get_model("accounts", "EmailAccount").objects.all().delete()
    call_command("migrate", verbosity=0)


def test_a_problem_belongs_to_its_service_afterwards(before: Any) -> None:
    trouble = {"problem_subject": "mail.fjord.example", "server_said": "No"}
    before(key="a", problem_code="auth_failed", problem_service="imap", **trouble)
    before(key="b", problem_code="timeout", problem_service="smtp", **trouble)
    before(key="c", synced_at=NOON)

    rows = migrated(AFTER).get_model("accounts", "EmailAccount").objects.order_by("key")

    first, second, third = rows
    assert (first.imap_problem_code, first.imap_stopped) == ("auth_failed", True)
    assert (first.imap_problem_subject, first.imap_server_said) == ("mail.fjord.example", "No")
    assert (second.smtp_problem_code, second.smtp_stopped) == ("timeout", False)
    assert (second.imap_problem_code, first.smtp_problem_code) == ("", "")
    assert (third.imap_problem_code, third.smtp_problem_code) == ("", "")
    assert (third.imap_worked_at, first.imap_worked_at) == (NOON, None)


def test_the_way_back_keeps_the_problem_of_receiving(before: Any) -> None:
    before(key="a", problem_code="timeout", problem_service="smtp")
    accounts = migrated(AFTER).get_model("accounts", "EmailAccount").objects
    accounts.update(imap_problem_code="auth_failed", imap_server_said="No")

    row = migrated(BEFORE).get_model("accounts", "EmailAccount").objects.get()

    assert (row.problem_code, row.problem_service) == ("auth_failed", "imap")
    assert row.server_said == "No"


def test_an_address_is_unique_among_accounts_that_are_not_removed(before: Any) -> None:
    before(key="a")
    accounts = migrated(AFTER).get_model("accounts", "EmailAccount").objects
    user_id = accounts.get().user_id
    accounts.update(removed_at=NOON)
    accounts.create(user_id=user_id, key="a")
    with pytest.raises(IntegrityError):
        accounts.create(user_id=user_id, key="a")
