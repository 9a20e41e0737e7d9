"""What Prometheus reads, and who may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from pytest_django.fixtures import Settings

from accounts.models import ConnectionSlot, EmailAccount, HostState
from crm_inbox.metrics import collector
from crm_inbox.models import User
from mail.models import Beat, Lane, Mailbox, OutgoingMessage, SyncRun, Watch, WatchCount
from mail.models.beat import TICK
from mail.models.outgoing import OutgoingState
from tests.mailboxes import account_of, mailbox_of, message_in

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-twenty-characters-or-more"
Samples = dict[tuple[str, ...], float]


def from_here(**headers: str) -> Any:
    return Client().get("/metrics", headers={"host": "localhost:8000", **headers})


def samples() -> Samples:
    """(name without prefix, label values) → value."""
    text = from_here().content.decode()
    return {
        (sample.name.removeprefix("crm_inbox_"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def outgoing(account: Any, state: OutgoingState) -> None:
    OutgoingMessage.objects.create(
        account=account,
        token=state,
        message_id="m",
        raw=b"",
        state=state,
        not_before=timezone.now(),
    )


def test_lanes_are_counted_by_name(anna: User) -> None:
    account, now = account_of(anna), timezone.now()
    four_minutes_ago = now - timedelta(minutes=4)
    for name, held_until in (("sync", None), ("send", now + timedelta(minutes=1))):
        Lane.objects.update_or_create(
            account=account,
            name=name,
            defaults={"due_at": four_minutes_ago, "lease_until": held_until},
        )
    found = samples()
    assert found["lanes_due", "sync"] == 1
    assert found["lanes_held", "send"] == 1
    assert found["lanes_due", "send"] == 0
    assert 240 <= found["lane_oldest_due_seconds", "sync"] < 250


def test_servers_that_answer_nobody_and_held_connections_are_counted(anna: User) -> None:
    account, now = account_of(anna), timezone.now()
    HostState.objects.create(pk="mail.fjord.example:993", failures=5, ask_at=now, refused=7)
    HostState.objects.create(pk="mail.havn.example:993", failures=1, refused=2)
    for purpose in ("idle", "sync"):
        ConnectionSlot.objects.create(
            account=account, purpose=purpose, server="x:993", until=now + timedelta(minutes=1)
        )
    found = samples()
    assert (found["mail_servers", "open"], found["mail_servers", "suspected"]) == (1, 1)
    assert found["admissions_refused",] == 9
    assert (found["connections_held", "idle"], found["connections_held", "send"]) == (1, 0)
    assert found["connections_held_most",] == 2


def test_outgoing_messages_are_counted_by_state(anna: User) -> None:
    account = account_of(anna)
    for state in OutgoingState:
        outgoing(account, state)
    OutgoingMessage.objects.update(created_at=timezone.now() - timedelta(hours=2))
    found = samples()
    assert all(found["outgoing_messages", state.value] == 1 for state in OutgoingState)
    assert found["outgoing_in_doubt",] == 1
    assert found["outgoing_oldest_unsent_seconds",] == pytest.approx(7200, abs=5)


def test_nothing_to_send_has_no_age(anna: User) -> None:
    outgoing(account_of(anna), OutgoingState.SENT)
    assert samples()["outgoing_oldest_unsent_seconds",] == 0


def test_quarantined_messages_are_counted(anna: User) -> None:
    message_in(mailbox_of(account_of(anna)), state="unreadable")
    assert samples()["messages_unreadable",] == 1


def test_accounts_are_counted_by_problem(anna: User, ole: User) -> None:
    account = account_of(anna)
    account.imap_problem_code, account.smtp_problem_code = "auth_failed", "timeout"
    account.save()
    account_of(ole)
    found = samples()
    assert (found["accounts", "auth_failed"], found["accounts", "none"]) == (1, 1)
    EmailAccount.objects.update(imap_problem_code="")
    assert samples()["accounts", "timeout"] == 1


def test_the_last_hour_of_synchronisations_is_counted(anna: User) -> None:
    account, now = account_of(anna), timezone.now()
    for age, code in ((1, ""), (2, "timeout"), (3, "busy"), (90, "")):
        began = now - timedelta(minutes=age)
        SyncRun.objects.create(
            account=account, started_at=began, ended_at=now, fetched=5, problem_code=code
        )
    found = samples()
    assert found["sync_runs_last_hour", "ok"] == 1
    assert found["sync_runs_last_hour", "failed"] == 2
    assert found["messages_fetched_last_hour",] == 15


def test_a_tick_that_never_ran_has_no_age() -> None:
    assert ("tick_age_seconds",) not in samples()
    Beat.note(TICK)
    assert samples()["tick_age_seconds",] < 5


def test_the_build_is_told() -> None:
    assert any(key[0] == "build_info" for key in samples())


def test_no_label_names_a_person_or_an_address(anna: User) -> None:
    account = account_of(anna)
    outgoing(account, OutgoingState.FAILED)
    text = from_here().content.decode()
    assert "@" not in text
    assert "anna" not in text
    labels = {
        name
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        for name in sample.labels
    }
    assert labels <= {
        "lane", "state", "problem", "result", "check", "version", "python", "django", "database",
        "circuit", "purpose",
    }  # fmt: skip


def test_a_scrape_costs_the_same_whatever_there_is(
    anna: User, ole: User, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    for user in (anna, ole):
        message_in(mailbox_of(account_of(user)))
    with django_assert_max_num_queries(20):
        from_here()


def test_without_the_database_the_checks_are_still_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError

    monkeypatch.setattr(collector, "engine", away)
    found = samples()
    assert ("lanes_due", "sync") not in found
    assert found["check_ok", "database"] == 1


def test_only_this_machine_reads_without_a_token() -> None:
    assert from_here().status_code == 200
    stranger = Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"host": "localhost"})
    assert stranger.status_code == 403
    assert b"crm_inbox" not in stranger.content


@pytest.mark.parametrize("header", ["x-forwarded-for", "forwarded", "x-real-ip", "via"])
def test_whoever_comes_through_a_proxy_on_this_machine_is_not_this_machine(header: str) -> None:
    assert from_here(**{header: "127.0.0.1"}).status_code == 403


def test_a_page_that_leads_its_own_name_here_reads_nothing() -> None:
    assert Client().get("/metrics", headers={"host": "evil.example"}).status_code == 403
    assert Client().get("/metrics", headers={"host": "localhost.evil.example"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (f"Bearer {TOKEN}", 200),
        (f"Bearer {TOKEN}x", 403),
        (TOKEN, 403),
        ("", 403),
        ("Bearer é", 403),
    ],
)
def test_with_a_token_only_its_bearer_reads(settings: Settings, given: str, status: int) -> None:
    settings.METRICS_TOKEN = TOKEN
    answer = Client(REMOTE_ADDR="192.0.2.7").get("/metrics", headers={"authorization": given})
    assert answer.status_code == status
    assert TOKEN.encode() not in answer.content


def test_this_machine_needs_the_token_too(settings: Settings) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert from_here().status_code == 403


def test_folders_are_counted_by_whether_both_sides_agree(anna: User) -> None:
    account = account_of(anna)
    mailbox_of(account)
    for name, fields in (("a", {"held_count": 60}), ("b", {"short_by": 1})):
        folder = mailbox_of(account, name, "")
        since = timezone.now() - timedelta(days=2)
        Mailbox.objects.filter(pk=folder.pk).update(out_of_order_since=since, **fields)
    found = samples()
    states = ("in_order", "out_of_order", "held")
    assert [found["folders", state] for state in states] == [1, 2, 1]
    assert found["folders_out_of_order_for_a_day",] == 2
    assert found["messages_held_back",] == 60
    assert found["reconciliation_oldest_seconds",] > 0


def test_the_watcher_tells_whom_it_watches_and_what_it_did(anna: User, ole: User) -> None:
    watched, claimed = account_of(anna), account_of(ole)
    Watch.objects.claim("one", [watched.pk, claimed.pk])
    Watch.objects.filter(account=watched).update(since=timezone.now())
    WatchCount.add({"wakes": 7})
    found = samples()
    assert found["watch_accounts",] == 2
    assert found["watch_idle_connections",] == 1
    assert found["watch_wakes_total",] == 7
    assert found["watch_failures_total",] == 0
