"""``manage.py doctor``: everything that is wrong with this installation, in sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from accounts import connect
from accounts.models import EmailAccount
from accounts.problems import explain
from mail.core.endpoint import Service
from mail.core.errors import MailError


class Command(BaseCommand):
    help = "Say what is wrong with this installation; exit 1 if anything is."

    def handle(self, *args: Any, **options: Any) -> None:
        problems = [problem for check in CHECKS for problem in check()]
        for problem in problems:
            self.stdout.write(problem)
        if problems:
            sys.exit(1)
        self.stdout.write("Everything is in order.")


def database() -> Iterator[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            yield "The database lacks tables that this version needs: run “manage.py migrate”."
    except DatabaseError as problem:
        yield f"The database does not answer: {problem}."


def messages() -> Iterator[str]:
    for code, _name in settings.LANGUAGES:
        path = Path(settings.LOCALE_PATHS[0]) / code / "LC_MESSAGES" / "django.mo"
        if not path.exists():
            yield f"The texts for {code} are not compiled: run “make install”."


def static_files() -> Iterator[str]:
    if not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        yield "The style sheets and scripts are not collected: run “make install”."


def secrets() -> Iterator[str]:
    unreadable = []
    try:
        for account in EmailAccount.objects.all():
            for service in Service:
                try:
                    connect.secret_for(account, service)
                except MailError:
                    unreadable.append(f"{account.address} ({service})")
    except DatabaseError:
        return
    if unreadable:
        yield (
            f"The stored passwords of {', '.join(unreadable)} cannot be opened with the present "
            "CREDENTIAL_KEYS: add the old key, or type the passwords again in Email options."
        )


def accounts() -> Iterator[str]:
    try:
        for account in EmailAccount.objects.exclude(problem_code=""):
            if error := account.problem:
                words = explain(error)
                yield f"{account.address}: {words.title}. {words.next_step}"
    except DatabaseError:
        return


def exposure() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on: pages with errors show what must stay inside. Switch it off."


CHECKS: list[Callable[[], Iterator[str]]] = [
    database,
    messages,
    static_files,
    secrets,
    accounts,
    exposure,
]
