"""``manage.py watch``: notice new mail as it arrives, in a process of its own."""

from __future__ import annotations

import signal
from typing import Any

from django.core.management import BaseCommand

from crm_inbox import alive
from crm_inbox.leaving import leave
from mail.services.stopping import stop_all_work
from mail.services.watcher import Watcher


class Command(BaseCommand):
    help = "Notice new mail as it arrives; several processes share the accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop_all_work())
        Watcher().run(tell=lambda: alive.tell("watcher"))
        leave()
