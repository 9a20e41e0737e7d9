"""What the logs say, and what they never say. The planted secrets are searched for as text."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog
from celery.beat import SchedulingError
from django.conf import settings as product
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils.log import AdminEmailHandler

from crm_inbox.logs import CONSOLE, JSON, Formatter, logging_config
from crm_inbox.models import User
from crm_inbox.redaction import HIDDEN, MOST_CHARACTERS, Redactor, password_in
from mail.models import OutgoingMessage
from tests.operators.planted import ADDRESS, MAIL_PASSWORD, fail, failing_task

ours = logging.getLogger("mail.services.sync")
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the process's own handler writes, as configured by the settings."""
    [handler] = [h for h in logging.root.handlers if isinstance(h.formatter, Formatter)]
    assert isinstance(handler, logging.StreamHandler)
    stream = io.StringIO()
    before = handler.setStream(stream)
    yield stream
    handler.setStream(before)


@pytest.fixture
def lines(written: io.StringIO) -> Lines:
    return lambda: [json.loads(line) for line in written.getvalue().splitlines()]


def formatted(form: str, message: str, *values: object) -> str:
    """A line as the given form writes it."""
    config = dict(logging_config(form, "INFO", [])["formatters"]["line"])
    record = logging.LogRecord("mail.x", logging.INFO, "x.py", 1, message, values, None)
    line: str = config.pop("()")(**config).format(record)
    return line


def test_a_line_has_time_level_logger_event_and_fields(lines: Lines) -> None:
    ours.info("sync account=%s fetched=%s problem=%s", 3, 5, "-")
    [line] = lines()
    assert list(line)[:4] == ["timestamp", "level", "logger", "event"]
    assert (line["level"], line["logger"], line["event"]) == ("info", "mail.services.sync", "sync")
    assert (line["account"], line["fetched"], line["problem"]) == (3, 5, "-")


def test_a_value_cannot_invent_a_field(lines: Lines) -> None:
    ours.warning("sync problem=%s", "x level=critical user=1")
    [line] = lines()
    assert (line["problem"], line["level"]) == ("x level=critical user=1", "warning")
    assert "user" not in line


def test_a_field_cannot_replace_what_every_line_has(lines: Lines) -> None:
    ours.warning("odd level=%s", "debug")
    assert lines()[0]["level"] == "warning"


def test_a_line_to_read_has_the_same_and_stays_one_line() -> None:
    line = formatted(CONSOLE, "sync account=%s said=%s", 3, "one\ntwo\x1b[31m")
    assert "sync" in line
    assert "account=3" in line
    assert "\n" not in line
    assert "\x1b[31m" not in line


def test_loggers_of_structlog_take_the_same_way(lines: Lines) -> None:
    structlog.get_logger("mail.x").warning("sent", outgoing=3, subject="Hemmelig")
    [line] = lines()
    assert (line["outgoing"], line["subject"]) == (3, HIDDEN)


def test_third_parties_are_heard_from_warning_on(lines: Lines) -> None:
    logging.getLogger("imapclient.imaplib").info("b'A1 LOGIN anna hemmelig'")
    logging.getLogger("aiosmtplib").warning("slow")
    assert [line["event"] for line in lines()] == ["slow"]


def test_an_exception_comes_with_its_traceback_and_without_variables(
    written: io.StringIO, lines: Lines
) -> None:
    try:
        fail()
    except RuntimeError:
        ours.exception("failed account=%s", 3)
    [line] = lines()
    assert "RuntimeError" in line["exception"]
    assert "planted.py" in line["exception"]
    nothing_is_told(written)


def test_a_failing_view_is_logged_with_its_request_and_nothing_else(
    written: io.StringIO, lines: Lines, settings: Any
) -> None:
    settings.ROOT_URLCONF = "tests.operators.planted"
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "cookie-kanelbulle-77"
    answer = client.post(
        f"/failing/?q={ADDRESS}",
        {"password": MAIL_PASSWORD},
        headers={"x-request-id": "proxy-1234"},
    )
    assert (answer.status_code, answer["X-Request-ID"]) == (500, "proxy-1234")
    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert (line["request"], line["status"]) == ("proxy-1234", 500)
    assert "RuntimeError" in line["exception"]
    nothing_is_told(written)


def test_a_failing_task_is_logged_with_its_row(written: io.StringIO, lines: Lines) -> None:
    failing_task.apply(args=[7])
    [line] = [line for line in lines() if "exception" in line]
    assert (line["task"], line["row"]) == ("tests.failing", 7)
    assert line["task_id"]
    nothing_is_told(written)
    ours.warning("after")
    assert "task" not in lines()[-1]


def nothing_is_told(written: io.StringIO) -> None:
    assert MAIL_PASSWORD not in written.getvalue()
    assert ADDRESS not in written.getvalue()


@pytest.mark.django_db
def test_the_row_that_a_database_quotes_is_masked(written: io.StringIO, anna: User) -> None:
    try:
        with transaction.atomic():
            OutgoingMessage.objects.create(
                account_id=None, token="t", subject="Hemmelig emne", message_id="m", raw=b""
            )
    except DatabaseError:
        ours.exception("not stored")
    assert "IntegrityError" in written.getvalue()
    assert "Hemmelig emne" not in written.getvalue()


def test_a_request_id_that_is_not_sane_is_replaced(db: None) -> None:
    for odd in ("short", "x" * 65, "with space and more", "æøåæøåæøå"):
        answer = Client().get("/healthz", headers={"x-request-id": odd})
        assert answer["X-Request-ID"] != odd
        assert len(answer["X-Request-ID"]) == 32


def test_lines_of_a_request_say_who_asked(annas: Client, anna: User, lines: Lines) -> None:
    annas.get("/messages/999/")
    [line] = [line for line in lines() if line["logger"] == "django.request"]
    assert (line["user"], line["status"]) == (anna.pk, 404)
    ours.warning("after")
    assert "user" not in lines()[-1]


def test_a_line_that_cannot_be_made_says_so_without_its_values() -> None:
    line = formatted(JSON, "one %s %s", ADDRESS)
    assert json.loads(line)["problem"] == "TypeError"
    assert ADDRESS not in line


def test_a_broker_that_is_away_fills_no_disk(lines: Lines) -> None:
    try:
        raise SchedulingError("Connection refused.")
    except SchedulingError as problem:
        logging.getLogger("celery.beat").error("Message Error: %s\n%s", problem, "x", exc_info=True)
    [line] = lines()
    assert line["event"] == "Message Error: Connection refused."
    assert "exception" not in line


def test_nobody_is_sent_mail_about_errors() -> None:
    loggers = [logging.root, *logging.root.manager.loggerDict.values()]
    handlers = [h for log in loggers if isinstance(log, logging.Logger) for h in log.handlers]
    assert handlers
    assert not any(isinstance(handler, AdminEmailHandler) for handler in handlers)


def test_the_keys_of_this_installation_are_masked(written: io.StringIO) -> None:
    _key_id, key = product.CREDENTIAL_KEYS[0]
    ours.warning("planted %s and %s", product.SECRET_KEY, key.hex())
    assert product.SECRET_KEY not in written.getvalue()
    assert key.hex() not in written.getvalue()


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("redis://:hemmelig@redis:6379/0 refused", "hemmelig"),
        ("postgres://crm:hem%40melig@db/crm", "melig"),
        ("rediss://user:hem@melig@redis/0", "melig"),
        ('b\'A1 LOGIN "anna" "hemmelig"\'', "hemmelig"),
        ("AUTH PLAIN AGFubmEAaGVtbWVsaWc=", "AGFubmE"),
        ("auth login YW5uYQ==", "YW5uYQ"),
        ("A2 AUTHENTICATE XOAUTH2 dXNlcj1h", "dXNlcj"),
        ("Authorization: Basic aGVtbWVsaWc6", "aGVt"),
        ("{'Authorization': 'Bearer abc.def-ghi'}", "abc.def"),
        ("sent Bearer abcdefghijkl to it", "abcdefgh"),
        ("Cookie: session=abc; csrftoken=def", "def"),
        ("imap_password='hem melig' next", "melig"),
        ('{"token": "hemmelig", "n": 1}', "hemmelig"),
        ("no mailbox for <anna@fjord.example>", "anna"),
        ("no mailbox for åse.ødegård@fjørd.example here", "ødegård"),
        ('from "anna fjord"@fjord.example', "anna"),
        ("/people/?q=anna%40fjord.example", "anna"),
        ("user@[192.0.2.1] is gone", "192.0.2.1"),
        ("DETAIL:  Key (key)=(anna) already exists.", "anna"),
        ("DETAIL:  Failing row contains (1, Emne,\n linje to).\n", "linje to"),
        ("error\nLINE 1: INSERT INTO m VALUES ('Emne')", "Emne"),
    ],
)
def test_what_must_not_be_in_a_log_is_masked(text: str, secret: str) -> None:
    masked = Redactor().text(text)
    assert secret not in masked
    assert HIDDEN in masked


@pytest.mark.parametrize(
    "text", ["login failed for account 3", "sync took 3 s at 12:30", "mail.services.sync", "a = b"]
)
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor().text(text) == text


@pytest.mark.parametrize(
    "key",
    ["password", "imap_password", "Authorization", "Set-Cookie", "subject", "problem_subject",
     "body", "from_address", "email", "csrf_token", "client_secret"],
)  # fmt: skip
def test_values_of_sensitive_keys_are_masked_at_any_depth(key: str) -> None:
    masked = Redactor()(None, "", {"event": "x", "a": [{key: "hemmelig"}], key: ["hemmelig"]})
    assert "hemmelig" not in str(masked)


def test_a_secret_is_masked_as_it_stands_in_a_url() -> None:
    redactor = Redactor([*password_in("redis://:p%40ss/word@h/0"), "a/secret key"])
    assert redactor.text("a%2Fsecret%20key a/secret key") == f"{HIDDEN} {HIDDEN}"


@pytest.mark.parametrize("piece", ["@", '"', "a@", "password", "://", "Key (", "cookie", " ", "x="])
def test_hostile_text_is_masked_in_no_time(piece: str) -> None:
    began = time.perf_counter()
    text = Redactor().text(piece * 100_000)
    assert time.perf_counter() - began < 1.0
    assert len(text) <= MOST_CHARACTERS * 3


def test_json_is_ascii_on_one_line() -> None:
    line = formatted(JSON, "said=%s", "å\u2028\x85\n")
    assert line.isascii()
    assert len(line.splitlines()) == 1
