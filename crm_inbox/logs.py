"""How every process of ours logs: one event a line, as JSON or, on a terminal, to read.

Code calls the standard library's ``logging``; structlog gives the line its form. What the line
must not hold is masked last, by :mod:`crm_inbox.redaction`. There is no handler that sends mail.
"""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from structlog.dev import plain_traceback
from structlog.stdlib import ProcessorFormatter

from crm_inbox.log_fields import (
    calm_about_the_broker,
    fields_of_template,
    in_order,
    one_line,
    status_of_answer,
)
from crm_inbox.redaction import Redactor

JSON, CONSOLE = "json", "console"
OURS = ("accounts", "cards", "crm_inbox", "mail")

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

_OF_A_RECORD = [fields_of_template, status_of_answer, calm_about_the_broker]


class Formatter(ProcessorFormatter):
    """A line that cannot be made says so; the standard library would print its arguments."""

    def format(self, record: logging.LogRecord) -> str:
        try:
            return super().format(record)
        except Exception as problem:
            return json.dumps(
                {
                    "event": "a log line could not be written",
                    "level": record.levelname.lower(),
                    "logger": record.name,
                    "place": f"{Path(record.pathname).name}:{record.lineno}",
                    "problem": type(problem).__name__,
                }
            )


def logging_config(form: str, level: str, secrets: Sequence[str]) -> dict[str, Any]:
    """Django's LOGGING. *form* is json or console; *secrets* never appear in a line.

    *level* is that of our own loggers. Third parties are heard from WARNING on: below that a mail
    library logs what it sends, passwords included.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": Formatter,
                "foreign_pre_chain": [*_SHARED, *_OF_A_RECORD],
                "processors": _finish(form, Redactor(secrets)),
                "pass_foreign_args": True,
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
        "loggers": {
            **{name: {"level": level} for name in OURS},
            # Django's own handlers would print a second time, and send mail to ADMINS.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "django.server": {"handlers": [], "level": "NOTSET", "propagate": True},
            # With the in-memory broker it warns that it has no host name.
            "kombu": {"level": "ERROR"},
        },
        "root": {"handlers": ["console"], "level": _not_below_warning(level)},
    }


def _finish(form: str, redactor: Redactor) -> list[Any]:
    # plain_traceback and format_exc_info print code and words, never the values of variables.
    return [
        structlog.processors.format_exc_info,
        structlog.processors.StackInfoRenderer(),
        ProcessorFormatter.remove_processors_meta,
        redactor,
        *(_to_read() if form == CONSOLE else [in_order, structlog.processors.JSONRenderer()]),
    ]


def _to_read() -> list[Any]:
    colours = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain_traceback)
    return [one_line, renderer]


def _not_below_warning(level: str) -> str:
    return level if logging.getLevelNamesMapping()[level] > logging.WARNING else "WARNING"


def configure_structlog() -> None:
    """Lines of structlog's own loggers take the same way as those of ``logging``."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.stdlib.PositionalArgumentsFormatter(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


def default_form() -> str:
    return CONSOLE if sys.stderr.isatty() else JSON


def default_level() -> str:
    """INFO where something serves; a command that a person or a script runs says what it has to
    say itself, and its standard error is for its one sentence."""
    program, first = Path(sys.argv[0]).name, "".join(sys.argv[1:2])
    return "WARNING" if program == "manage.py" and first not in SERVING else "INFO"


SERVING = {"serve", "watch", "runserver"}
"""Commands of manage.py that run until they are stopped."""
