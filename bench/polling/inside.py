"""What the bench does inside an installation, in a process with Django.

python -m bench.polling.inside make FILE     accounts from a JSON list
python -m bench.polling.inside die FILE      some of them move to dead servers
python -m bench.polling.inside tick          ticks until killed, each one's milliseconds printed
"""

from __future__ import annotations

import json
import os
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

TICK_S = 2.0


def make(people: list[dict[str, Any]]) -> None:
    """Everybody has a page open, and their accounts become due within ``over_s``, spread."""
    from django.utils import timezone

    from accounts.models import EmailAccount
    from crm_inbox.models import User
    from mail.core.address import address_key
    from mail.models import EventSequence, Lane

    now = timezone.now()
    users = User.objects.bulk_create(
        User(username=one["address"], email=one["address"], password="!") for one in people
    )
    accounts = EmailAccount.objects.bulk_create(
        EmailAccount(user=user, address=user.email, key=address_key(user.email), **one["servers"])
        for user, one in zip(users, people, strict=True)
    )
    for account, one in zip(accounts, people, strict=True):
        _keep_password(account, one["password"])
    EventSequence.objects.bulk_create(
        EventSequence(user=user, seen_at=now + timedelta(days=1)) for user in users
    )
    Lane.objects.bulk_create(
        Lane(account=account, name="sync", due_at=now + timedelta(seconds=one["due_s"]))
        for account, one in zip(accounts, people, strict=True)
    )


def _keep_password(account: Any, password: str) -> None:
    from accounts import connect
    from mail.core.endpoint import Service
    from mail.transport.secret import Secret

    for service in Service:
        connect.store_secret(account, service, Secret(password))


def die(moves: list[dict[str, Any]]) -> None:
    from accounts.models import EmailAccount

    for one in moves:
        account = EmailAccount.objects.get(address=one["address"])
        EmailAccount.objects.filter(pk=account.pk).update(**one["servers"])
        account.refresh_from_db()
        _keep_password(account, one["password"])  # a password is sealed to its place


def tick() -> None:
    from mail.services.tick import tick as beat

    while True:
        began = time.monotonic()
        beat()
        print((time.monotonic() - began) * 1000, flush=True)
        time.sleep(max(0.0, TICK_S - (time.monotonic() - began)))


def main(verb: str, *files: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "crm_inbox.settings"
    django.setup()
    if verb == "tick":
        tick()
    data = json.loads(Path(files[0]).read_text())
    {"make": make, "die": die}[verb](data)


if __name__ == "__main__":
    main(*sys.argv[1:])
