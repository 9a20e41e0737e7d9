"""What a machine that watches is told: numbers and plain words, and the truth."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from crm_inbox.health import database, lag
from crm_inbox.health.check import in_words
from crm_inbox.models import User
from mail.models import Beat, Lane, OutgoingMessage
from mail.models.beat import TICK
from tests.mailboxes import account_of
from tests.servers.redis import Redis

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticking() -> None:
    Beat.note(TICK)


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


def ago(**span: float) -> Any:
    return timezone.now() - timedelta(**span)


def ready() -> tuple[int, dict[str, Any]]:
    answer = Client().get("/readyz")
    return answer.status_code, json.loads(answer.content)["checks"]


def test_healthz_asks_no_database(
    annas: Client, django_assert_num_queries: Callable[[int], Any]
) -> None:
    with django_assert_num_queries(0):
        assert annas.get("/healthz").json() == {"ok": True}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_comes_by_ip_address_and_without_https(
    path: str, settings: Settings, ticking: None
) -> None:
    settings.SECURE_SSL_REDIRECT = True
    assert Client().get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_everything_in_order_is_ready_check_by_check(ticking: None) -> None:
    status, checks = ready()
    assert status == 200
    assert list(checks) == ["database", "migrations", "broker", "tick", "lanes", "outgoing"]
    assert all(check["ok"] for check in checks.values())


def test_nothing_is_ready_before_the_first_tick() -> None:
    status, checks = ready()
    assert (status, checks["tick"]) == (503, {"ok": False, "detail": "never ran"})


def test_an_old_tick_is_not_ready(ticking: None) -> None:
    Beat.objects.update(at=ago(seconds=45))
    status, checks = ready()
    assert status == 503
    assert checks["tick"]["detail"] in {"ran 45 seconds ago", "ran 46 seconds ago"}


def test_a_missing_migration_is_not_ready(ticking: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "django.db.migrations.executor.MigrationExecutor.migration_plan", lambda *_: [1, 2]
    )
    status, checks = ready()
    assert (status, checks["migrations"]["detail"]) == (503, "2 missing")


def test_a_lane_that_nobody_takes_is_not_ready(ticking: None, anna: User) -> None:
    account_of(anna)
    Lane.objects.update(due_at=ago(minutes=6))
    status, checks = ready()
    assert (status, checks["lanes"]["detail"]) == (503, "the oldest waits for 6 minutes")
    Lane.objects.update(lease_until=timezone.now() + timedelta(minutes=1))
    assert ready()[0] == 200


def test_what_is_left_of_a_large_mailbox_may_wait(ticking: None, anna: User) -> None:
    account_of(anna)
    Lane.objects.update(due_at=ago(hours=1), bulk=True)
    assert ready()[0] == 200


def test_a_message_that_nobody_sends_is_not_ready(ticking: None, anna: User) -> None:
    OutgoingMessage.objects.create(
        account=account_of(anna), token="t", message_id="m", raw=b"", not_before=ago(minutes=16)
    )
    status, checks = ready()
    assert (status, checks["outgoing"]["detail"]) == (503, "the oldest waits for 16 minutes")


def test_a_message_within_its_undo_time_does_not_wait(ticking: None, anna: User) -> None:
    later = timezone.now() + timedelta(hours=1)
    OutgoingMessage.objects.create(
        account=account_of(anna), token="t", message_id="m", raw=b"", not_before=later
    )
    assert lag.outgoing().detail == "nothing waits"


def test_a_database_that_is_away_is_told_without_its_words(
    ticking: None, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.CELERY_BROKER_URL = "memory://"

    def away(self: object) -> None:
        raise OperationalError("password of crm@db.internal refused")

    monkeypatch.setattr(type(database.connection._connections["default"]), "cursor", away)  # type: ignore[attr-defined]
    answer = Client().get("/readyz")
    monkeypatch.undo()
    assert answer.status_code == 503
    assert b"db.internal" not in answer.content
    details = {check["detail"] for name, check in answer.json()["checks"].items()}
    assert details == {"The database does not answer.", "in memory"}


def test_a_table_that_goes_away_between_two_questions_is_no_error_page(
    ticking: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(name: str) -> None:
        raise DatabaseError("no such table")

    monkeypatch.setattr(Beat, "age", gone)
    assert ready()[0] == 503


def test_redis_that_answers_is_ready(ticking: None, redis: Redis, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = redis.url
    assert ready()[1]["broker"] == {"ok": True, "detail": "answers"}


def test_redis_that_is_away_is_told_at_once_and_without_its_password(
    ticking: None, settings: Settings
) -> None:
    settings.CELERY_BROKER_URL = "redis://:hemmelig@127.0.0.1:1/0"
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"]["broker"]["detail"] == "The broker does not answer."
    assert b"hemmelig" not in answer.content
    assert b"127.0.0.1" not in answer.content


def test_redis_that_hangs_is_told_within_two_seconds(ticking: None, settings: Settings) -> None:
    with Redis() as hung:
        settings.CELERY_BROKER_URL = hung.url
        pid = int(hung.command("INFO", "server").split("process_id:")[1].split()[0])
        os.kill(pid, signal.SIGSTOP)
        try:
            began = time.monotonic()
            checks = ready()[1]
            took_s = time.monotonic() - began
        finally:
            os.kill(pid, signal.SIGCONT)
    assert not checks["broker"]["ok"]
    assert took_s < 2.5


def test_ages_are_said_as_people_say_them() -> None:
    ages = [timedelta(seconds=s) for s in (-3, 1, 90, 600, 90000, 700000)]
    said = ["0 seconds", "1 second", "90 seconds", "10 minutes", "25 hours", "8 days"]
    assert [in_words(age) for age in ages] == said
