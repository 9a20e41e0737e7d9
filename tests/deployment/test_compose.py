"""docker-compose.yml, run outside containers: what it says is what works."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import PurePath

import pytest

from crm_inbox.alive import STALE_AFTER_S
from tests.deployment.company import OURS, PASSWORD, Company
from tests.deployment.visitor import Visitor
from tests.servers.clients import eventually
from tests.servers.world import MailWorld, User

ENDS_WITHIN_S = 10.0


@pytest.fixture
def visitor(company: Company) -> Visitor:
    return Visitor(f"http://localhost:{company.http_port}")


def test_the_sign_in_page_comes_with_its_static_files_kept_for_a_year(visitor: Visitor) -> None:
    page = visitor.page("/accounts/login/")
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    assert {PurePath(path).suffix for path in files} == {".css", ".js"}
    for path in files:
        with visitor.open(path) as answer:
            assert answer.status == 200
            assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_the_health_of_the_web_is_seen_outside_and_nothing_more(visitor: Visitor) -> None:
    status = {path: visitor.open(path).status for path in ("/healthz", "/readyz", "/metrics")}
    assert status == {"/healthz": 200, "/readyz": 404, "/metrics": 404}


def test_the_application_believes_what_one_proxy_says_of_the_client(company: Company) -> None:
    assert "ALLAUTH_TRUSTED_PROXY_COUNT = 1" in company.manage("diffsettings")


def test_https_ends_at_the_proxy(company: Company, world: MailWorld) -> None:
    context = world.authority.client_context()
    visitor = Visitor(f"https://localhost:{company.https_port}", context)
    assert visitor.open("/healthz").status == 200


def test_too_large_an_upload_is_refused_by_the_proxy(visitor: Visitor) -> None:
    with visitor.open("/accounts/login/", {"password": "x" * 32_000_000}) as answer:
        assert answer.status == 413


def test_mail_reaches_the_open_page_by_beat_worker_and_stream(
    company: Company, world: MailWorld, visitor: Visitor
) -> None:
    anna = world.new_user("anna")
    world.dovecot.deliver(anna.address, letter("First"))
    sign_in(company, visitor, anna)
    events = visitor.events()
    connect(company, anna)
    assert_shown_after_an_event(visitor, events, "First", within_s=20)


def test_the_watcher_notices_new_mail_at_once(
    company: Company, world: MailWorld, visitor: Visitor
) -> None:
    ola = world.new_user("ola")
    world.dovecot.record(ola.address)
    sign_in(company, visitor, ola)
    connect(company, ola)
    assert eventually(lambda: "IDLE" in world.dovecot.commands(ola.address))
    events = visitor.events()
    world.dovecot.deliver(ola.address, letter("Second"))
    # Far sooner than the next regular look at a mailbox.
    assert_shown_after_an_event(visitor, events, "Second", within_s=10)


@pytest.mark.parametrize("name", [*OURS, "proxy", "db", "redis"])
def test_the_health_check_of_a_running_service_succeeds(company: Company, name: str) -> None:
    done = company.check(name)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", [*OURS, "proxy"])
def test_a_service_ends_soon_and_whole_and_its_health_check_sees_it(
    company: Company, name: str
) -> None:
    try:
        company.processes[name].terminate(ENDS_WITHIN_S)
        assert company.check(name).returncode != 0
    finally:
        company.launch(name)


def test_without_redis_workers_and_beat_are_ill_and_get_well_by_themselves(
    company: Company,
) -> None:
    company.redis.stop()
    try:
        assert company.check("redis").returncode != 0
        for name in ("worker", "worker-sync", "beat"):
            assert falls_ill(company, name), name
        assert company.check("web").returncode == 0
    finally:
        company.redis.start()
    company.wait_until_healthy()


def falls_ill(company: Company, name: str) -> bool:
    """Whether its check fails by the time that a sign of life is certainly too old."""
    ends_at = time.monotonic() + 2 * STALE_AFTER_S
    while company.check(name).returncode == 0:
        if time.monotonic() > ends_at:
            return False
        time.sleep(0.5)
    return True


def sign_in(company: Company, visitor: Visitor, box: User) -> None:
    """As a new user whose card has this mailbox's address."""
    name = name_of(box)
    company.manage(
        f"user add {name} --email {box.address} --language en --password-stdin", PASSWORD
    )
    visitor.sign_in(name, PASSWORD)


def connect(company: Company, box: User) -> None:
    world = company.world
    company.manage(
        f"account add --user {name_of(box)} --address {box.address} --password-stdin"
        f" --imap {world.host}:{world.dovecot.imaps_port}:tls"
        f" --smtp {world.host}:{world.postfix.smtps_port}:tls",
        box.password,
    )


def name_of(box: User) -> str:
    return box.address.partition("@")[0]


def assert_shown_after_an_event(
    visitor: Visitor, events: Iterator[str], subject: str, within_s: float
) -> None:
    """As a page does: look again whenever an event tells of mail, and never otherwise."""
    ends_at = time.monotonic() + within_s
    for line in events:
        if line == "event: mail" and subject in visitor.page("/inbox/"):
            return
        assert time.monotonic() < ends_at, f"no event brought {subject}"


def letter(subject: str) -> bytes:
    return (
        f"From: Ole <ole@havn.example>\r\nTo: anna@fjord.example\r\nSubject: {subject}\r\n"
        f"Date: Mon, 23 Nov 2026 09:00:00 +0100\r\nMessage-ID: <{subject}@havn.example>\r\n"
        "\r\nHello.\r\n"
    ).encode()
