"""Everything that is wrong, in sentences that say what to do next."""

from __future__ import annotations

import json
import re
import resource
import secrets
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts.models import Credential, EmailAccount, HostState
from crm_inbox.doctor import database, examination, exposure, machine, mounts
from crm_inbox.doctor.examination import examine
from crm_inbox.health.check import Check
from crm_inbox.models import User
from mail.models import Beat, Lane, Mailbox, OutgoingMessage
from mail.models.beat import TICK
from mail.models.outgoing import OutgoingState
from tests.mailboxes import account_of, mailbox_of, message_in
from tests.servers.redis import Redis

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(anna: User) -> EmailAccount:
    """A connected account on an installation that works."""
    Beat.note(TICK)
    return account_of(anna)


@pytest.fixture(autouse=True)
def without_the_tests_own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as server:
        yield server


def said(check: str) -> str:
    return " ".join(f.sentence for f in examine() if f.check == check and not f.ok)


def ago(**span: float) -> Any:
    return timezone.now() - timedelta(**span)


def outgoing(account: EmailAccount, state: OutgoingState, age: timedelta = timedelta(0)) -> None:
    row = OutgoingMessage.objects.create(
        account=account,
        token=state,
        message_id="m",
        raw=b"",
        state=state,
        not_before=timezone.now(),
    )
    then = timezone.now() - age
    OutgoingMessage.objects.filter(pk=row.pk).update(created_at=then, not_before=then)


def test_an_installation_in_order_has_one_finding_for_each_check(
    account: EmailAccount,
) -> None:
    findings = {f.check: f for f in examine()}
    assert len(findings) == 1 + len(examination.ALWAYS) + len(examination.WITH_DATABASE)
    # The tests collect no static files and have a database in memory or one without WAL.
    wrong = {f.check for f in findings.values() if not f.ok}
    assert wrong <= {"static files", "texts", "database file", "sign-in over HTTPS"}


def test_the_command_prints_sentences_and_ends_with_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = [examination.Finding("a", True, "In order."), examination.Finding("b", False, "Bad.")]
    monkeypatch.setattr("crm_inbox.management.commands.doctor.examine", lambda: wrong)
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert (ended.value.code, capsys.readouterr().out) == (1, "Bad.\n")
    with pytest.raises(SystemExit):
        call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out)[1] == {"check": "b", "ok": False, "sentence": "Bad."}


def test_the_command_is_content_when_all_is_well(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("crm_inbox.management.commands.doctor.examine", list)
    call_command("doctor")
    assert capsys.readouterr().out == "Everything is in order.\n"


def test_every_sentence_ends_and_says_what_to_do(account: EmailAccount, settings: Settings) -> None:
    Beat.objects.all().delete()
    settings.ALLOWED_HOSTS = ["crm.fjord.example", "*"]
    for state in OutgoingState:
        outgoing(account, state, timedelta(hours=9))
    wrong = [f.sentence for f in examine() if not f.ok]
    assert len(wrong) >= 6
    assert all(re.search(r"[:.,] .+\.$", sentence) for sentence in wrong)


def test_without_the_database_the_rest_is_still_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    away = Check("database", False, "The database does not answer.")
    monkeypatch.setattr(examination, "reachable", lambda: away)
    findings = examine()
    assert "start it, or correct DATABASE_URL" in findings[0].sentence
    assert {f.check for f in findings} == {"database", *examination.ALWAYS}


def test_a_check_that_the_database_refuses_stops_no_other(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> Iterator[str]:
        raise OperationalError("no such table")
        yield ""

    monkeypatch.setitem(examination.WITH_DATABASE, "clock", refused)
    assert "could not be looked at" in said("clock")
    assert not said("tick")


def test_missing_tables_are_named_with_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    plan: Callable[..., list[int]] = lambda *_: [1]  # noqa: E731
    monkeypatch.setattr("django.db.migrations.executor.MigrationExecutor.migration_plan", plan)
    assert "manage.py migrate" in said("migrations")


@pytest.mark.parametrize(
    ("path", "filesystem"),
    [("/srv/crm/x.sqlite3", "nfs4"), ("/srv/other", "ext4"), ("/srv/my data/x", "cifs")],
)
def test_the_nearest_mount_says_on_which_disk_a_file_is(path: str, filesystem: str) -> None:
    table = "d / ext4 rw\nhost:/x /srv/crm nfs4 rw\n//host/y /srv/my\\040data cifs rw\nodd"
    assert mounts.filesystem_of(Path(path), table) == filesystem
    assert mounts.is_on_the_network(filesystem) is (filesystem != "ext4")


def test_a_database_file_on_a_network_disk_and_without_wal_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "sqlite_path", lambda: tmp_path / "crm.sqlite3")
    monkeypatch.setattr(database, "filesystem_of", lambda path: "nfs4")
    monkeypatch.setattr(database, "_journal_mode", lambda: "delete")
    sentences = list(database.sqlite_file())
    assert [("cannot be written" in s, "network disk" in s, "WAL" in s) for s in sentences] == [
        (True, False, False), (False, True, False), (False, False, True)
    ]  # fmt: skip


def test_a_broker_that_is_away_is_told(settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://:hemmelig@127.0.0.1:1/0"
    assert "start Redis, or correct CELERY_BROKER_URL" in said("broker")
    assert "hemmelig" not in said("broker")


def test_a_redis_that_forgets_is_told(redis: Redis, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = redis.url
    assert not said("broker")
    redis.command("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    assert "set maxmemory-policy to noeviction" in said("broker")
    redis.command("CONFIG", "SET", "maxmemory-policy", "noeviction")


def test_a_redis_that_others_use_is_told(redis: Redis, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = redis.url
    redis.command("MSET", "_kombu.binding.sync", "ours", "5f1c.reply.celery.pidbox", "ours")
    assert not said("broker")
    redis.command("SET", "shop:cart:1", "a stranger's")
    assert "Another program" in said("broker")
    redis.command("FLUSHALL")


def test_a_tick_that_does_not_run_is_told_once_there_is_work(
    anna: User, settings: Settings
) -> None:
    settings.CELERY_BROKER_URL = "memory://"
    assert not said("tick")
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert said("tick").startswith("Nothing hands out work (the tick never did): start")
    settings.CELERY_BROKER_URL = "memory://"
    account_of(anna)
    Beat.note(TICK)
    assert not said("tick")
    Beat.objects.update(at=ago(minutes=10))
    assert "last did 10 minutes ago" in said("tick")


def test_work_that_nobody_takes_is_told(account: EmailAccount) -> None:
    assert not said("lanes")
    Lane.objects.update(due_at=ago(hours=3))
    assert "the oldest waits for 3 hours" in said("lanes")


def test_a_lane_that_a_dead_worker_left_is_told(account: EmailAccount) -> None:
    Lane.objects.update(owner="dead", lease_until=ago(minutes=1), due_at=ago(hours=1))
    assert not said("leases")
    Lane.objects.update(lease_until=ago(hours=1))
    assert "nobody took them over" in said("leases")


def test_a_lease_far_in_the_future_is_told(account: EmailAccount) -> None:
    Lane.objects.update(owner="x", lease_until=timezone.now() + timedelta(hours=1))
    assert "far into the future" in said("leases")


@pytest.mark.parametrize(
    ("state", "age", "words"),
    [
        (OutgoingState.IN_DOUBT, timedelta(0), "Messages in doubt (1)"),
        (OutgoingState.HELD, timedelta(days=9), ""),
        (OutgoingState.FAILED, timedelta(0), "could not be sent (1)"),
        (OutgoingState.DEFERRED, timedelta(hours=5), "deferred for hours (1)"),
        (OutgoingState.QUEUED, timedelta(hours=1), "nobody tries to send (1)"),
        (OutgoingState.DEFERRED, timedelta(hours=1), ""),
        (OutgoingState.QUEUED, timedelta(0), ""),
        (OutgoingState.SENT, timedelta(days=9), ""),
    ],
)
def test_messages_that_need_somebody_are_told(
    account: EmailAccount, state: OutgoingState, age: timedelta, words: str
) -> None:
    outgoing(account, state, age)
    sentence = said("outgoing messages")
    assert words in sentence
    assert bool(words) == bool(sentence)


def test_unreadable_messages_are_told(account: EmailAccount) -> None:
    message_in(mailbox_of(account), state="unreadable")
    assert "could not be taken (1)" in said("unreadable messages")


def test_a_password_that_cannot_be_opened_is_told(account: EmailAccount) -> None:
    Credential.objects.filter(service="smtp").update(sealed="v1.k9.AAAA")
    assert "anna@fjord.example (smtp) cannot be opened" in said("stored passwords")


def test_an_account_with_a_problem_is_told(account: EmailAccount) -> None:
    EmailAccount.objects.update(
        smtp_problem_code="timeout", smtp_problem_subject="mail.fjord.example"
    )
    assert said("accounts").startswith(
        "anna@fjord.example (smtp): mail.fjord.example did not answer"
    )


def test_a_mail_server_that_answers_nobody_is_told(account: EmailAccount) -> None:
    now = timezone.now()
    HostState.objects.create(
        pk="mail.fjord.example:993",
        failures=5,
        failing_since=now - timedelta(minutes=20),
        ask_at=now + timedelta(minutes=2),
        code="timeout",
    )
    assert said("mail servers").startswith(
        "mail.fjord.example:993 has answered no account for 20 minutes (mail.fjord.example did not"
    )


def test_a_full_disk_is_told(tmp_path: Path, settings: Settings, monkeypatch: Any) -> None:
    settings.VAR_DIR = tmp_path
    monkeypatch.setattr(machine, "sqlite_path", lambda: None)
    room = SimpleNamespace(total=100 * machine.GIB, free=4 * machine.GIB)
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: room)
    assert "nearly full (4.0 GiB free)" in said("disk space")
    room.free = 6 * machine.GIB
    assert not said("disk space")
    room.total, room.free = 8 * machine.GIB, machine.GIB // 2
    assert "nearly full (0.5 GiB free)" in said("disk space")


def test_clocks_that_disagree_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not said("clock")
    monkeypatch.setattr(machine, "database_now", lambda: ago(seconds=90))
    assert "90 seconds apart" in said("clock")


def test_what_is_open_to_strangers_is_told(settings: Settings) -> None:
    settings.DEBUG, settings.ALLOWED_HOSTS = True, ["*"]
    assert "DEBUG is on" in said("exposure")
    assert "ALLOWED_HOSTS lets every name through" in said("exposure")


def test_a_public_host_without_https_is_told(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "crm.fjord.example"]
    assert "as crm.fjord.example, but BEHIND_HTTPS is not set" in said("sign-in over HTTPS")


def test_https_that_nobody_reaches_is_told(settings: Settings) -> None:
    settings.BEHIND_HTTPS, settings.ALLOWED_HOSTS = True, ["localhost"]
    settings.CSRF_TRUSTED_ORIGINS = ["http://crm.fjord.example"]
    assert "add the host name" in said("sign-in over HTTPS")
    assert "which is not HTTPS" in said("sign-in over HTTPS")


def test_behind_https_djangos_own_checks_count(settings: Settings) -> None:
    assert not said("Django's deployment checks")
    settings.BEHIND_HTTPS = True
    settings.SESSION_COOKIE_SECURE = False
    assert "security.W012" in said("Django's deployment checks")


@pytest.mark.parametrize("key", ["changeme" * 8, "x" * 64, "0123456789" * 5])
def test_a_secret_key_that_can_be_guessed_is_told(key: str, settings: Settings) -> None:
    settings.SECRET_KEY = key
    assert "SECRET_KEY can be guessed" in said("secret key")


def test_a_random_secret_key_is_enough() -> None:
    keys = [secrets.token_urlsafe(48), secrets.token_hex(20), secrets.token_urlsafe(30)]
    assert all(exposure.bits_of(key) >= exposure.LEAST_BITS for key in keys)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"held_count": 60}, "held back (1)"),
        ({"held_count": 60, "held_is_kept": True}, ""),
        ({"short_by": 1, "out_of_order_since": timedelta(days=2)}, "more than a day (1)"),
        ({"short_by": 1, "out_of_order_since": timedelta(hours=2)}, ""),
        ({"reconciled_at": timedelta(days=4)}, "three days (1)"),
        ({}, ""),
    ],
)
def test_folders_of_which_something_is_missing_are_told(
    account: EmailAccount, fields: dict[str, Any], words: str
) -> None:
    now = timezone.now()
    ago = {name: now - age if isinstance(age, timedelta) else age for name, age in fields.items()}
    folder = mailbox_of(account)
    Mailbox.objects.filter(pk=folder.pk).update(**{"reconciled_at": now, **ago})
    sentence = said("folders")
    assert words in sentence
    assert bool(words) == bool(sentence)


def test_a_limit_of_open_files_below_the_accounts_is_said(
    account: EmailAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 256))
    assert "too few files" in said("open files")
    monkeypatch.setattr(resource, "getrlimit", lambda _: (256, 1_024))
    assert said("open files") == ""
