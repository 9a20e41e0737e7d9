"""Which form and which level a process logs in."""

from __future__ import annotations

import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from crm_inbox import environment
from crm_inbox.logs import logging_config


@pytest.mark.parametrize(
    ("command", "level"),
    [
        (["manage.py", "serve"], "INFO"),
        (["manage.py", "watch"], "INFO"),
        (["manage.py", "sync", "anna@fjord.example"], "WARNING"),
        (["manage.py"], "WARNING"),
        (["/srv/.venv/bin/celery", "-A", "crm_inbox", "worker"], "INFO"),
        (["/srv/.venv/bin/granian"], "INFO"),
    ],
)
def test_what_serves_logs_its_work_and_a_command_only_what_is_wrong(
    command: list[str], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    monkeypatch.setattr(sys, "argv", command)
    assert environment.log_level() == level


def test_third_parties_stay_at_warning_unless_less_is_asked_for() -> None:
    roots = [logging_config("json", level, [])["root"]["level"] for level in ("DEBUG", "ERROR")]
    assert roots == ["WARNING", "ERROR"]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("LOG_LEVEL", "loud", environment.log_level),
        ("LOG_FORMAT", "xml", environment.log_format),
        ("METRICS_TOKEN", "short", environment.metrics_token),
        ("METRICS_TOKEN", "with a space and long enough", environment.metrics_token),
    ],
)
def test_a_value_that_cannot_be_right_is_refused(
    name: str, value: str, read: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        read()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("name", "value", "read"),
    [
        ("CELERY_BROKER_URL", "amqp://crm:hemmelig@host", environment.broker_url),
        ("DATABASE_URL", "postgres://crm:hem/melig@db:port/crm", environment.database),
    ],
)
def test_a_refused_url_is_not_quoted_with_its_password(
    name: str, value: str, read: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured) as refused:
        read()  # type: ignore[operator]
    assert "melig" not in str(refused.value)
