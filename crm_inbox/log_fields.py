"""What a line is made of before it is masked and written."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from typing import Any

Event = MutableMapping[str, Any]

# log.info("sync account=%s fetched=%s", …): words, then nothing but key=value.
_TEMPLATE = re.compile(r"(?P<words>[^%=]*?)(?P<fields>(?:\s?\b\w+=%s)+)")
_KEY = re.compile(r"(\w+)=%s")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_TRACEBACK = "exception"
_FIRST = ("timestamp", "level", "logger", "event")


def fields_of_template(_logger: object, _method: str, event: Event) -> Event:
    """``sync account=%s`` becomes the event *sync* with the field *account*.

    The template is read, never the finished text: a value cannot invent a field.
    """
    values = event.pop("positional_args", None)
    template = event["_record"].msg
    match = _TEMPLATE.fullmatch(template) if isinstance(template, str) else None
    if match is None or not isinstance(values, tuple):
        return event
    fields = dict(zip(_KEY.findall(match["fields"]), values, strict=False))
    if fields.keys() & event.keys():
        return event
    event["event"] = match["words"].strip() or event["event"]
    event.update(fields)
    return event


def status_of_answer(_logger: object, _method: str, event: Event) -> Event:
    """Django hands the status beside the message (and the whole request, which stays out)."""
    status = getattr(event["_record"], "status_code", None)
    if isinstance(status, int):
        event["status"] = status
    return event


def calm_about_the_broker(_logger: object, _method: str, event: Event) -> Event:
    """Beat writes 8 kB of traceback every two seconds while Redis is away (Celery 5.7); its first
    line says all there is."""
    problem = (event.get("exc_info") or (None, None))[1]
    if type(problem).__name__ == "SchedulingError":
        del event["exc_info"]
        event["event"] = event["event"].partition("\n")[0]
    return event


def in_order(_logger: object, _method: str, event: Mapping[str, Any]) -> Event:
    """When, how bad, where and what come first, for people who read JSON."""
    return {**{key: event[key] for key in _FIRST if key in event}, **event}


def one_line(_logger: object, _method: str, event: Mapping[str, Any]) -> Event:
    """No text makes a second line or moves the cursor; only a traceback has lines of its own."""
    return {
        key: _CONTROL.sub(_escaped, value)
        if isinstance(value, str) and key != _TRACEBACK
        else value
        for key, value in event.items()
    }


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode()
