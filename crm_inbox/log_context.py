"""What every line of a request or a task carries: its id, and for whom or for which row it is."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from typing import Any

from celery import Task
from celery.signals import task_postrun, task_prerun
from django.core.signals import request_finished
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bind_contextvars, clear_contextvars

GetResponse = Callable[[HttpRequest], HttpResponse]

_SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What a proxy may call a request. Anything else, such as a line break, is replaced."""


def request_id(get_response: GetResponse) -> GetResponse:
    """The id that a proxy gave the request, or a new one; the answer tells it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        clear_contextvars()
        given = request.headers.get("X-Request-ID", "")
        chosen = given if _SANE.fullmatch(given) else uuid.uuid4().hex
        bind_contextvars(request=chosen)
        response = get_response(request)
        response.headers["X-Request-ID"] = chosen
        return response

    return middleware


def reader_id(get_response: GetResponse) -> GetResponse:
    """Behind the middleware that reads the user anyway."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            bind_contextvars(user=request.user.pk)
        return get_response(request)

    return middleware


@receiver(request_finished)
def forget_request(**_: object) -> None:
    """Not at the end of the middleware: Django logs the status after it."""
    clear_contextvars()


@task_prerun.connect
def bind_task(task_id: str, task: Task[Any, Any], args: Any = (), **_: object) -> None:
    """Our tasks take the id of one row."""
    clear_contextvars()
    bind_contextvars(task=task.name, task_id=task_id)
    if args and isinstance(args[0], int):
        bind_contextvars(row=args[0])


@task_postrun.connect
def forget_task(**_: object) -> None:
    clear_contextvars()
