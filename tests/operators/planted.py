"""A view and a task that fail with everything in them that no log may hold."""

from __future__ import annotations

from celery import shared_task
from django.http import HttpRequest, HttpResponse
from django.urls import path

from crm_inbox.urls import urlpatterns as ours

MAIL_PASSWORD = "kanelbulle-77"
ADDRESS = "kari.hansen@havn.example"


def fail() -> None:
    password = MAIL_PASSWORD
    raise RuntimeError(f'"A7 LOGIN {ADDRESS} {password}" was refused')


def failing(request: HttpRequest) -> HttpResponse:
    fail()
    return HttpResponse()


@shared_task(name="tests.failing")
def failing_task(row_id: int) -> None:
    fail()


urlpatterns = [path("failing/", failing), *ours]
