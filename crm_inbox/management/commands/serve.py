"""``manage.py serve``: everything in one process, for trying out and for small companies."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError

from accounts import sample as opened
from crm_inbox.leaving import leave
from crm_inbox.sample.seeding import SampleUser, sample_user
from crm_inbox.sample.server import SampleServer, SampleServerError


class Command(BaseCommand):
    help = "Web, worker, beat and watcher in one process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--sample", action="store_true", help="also start a sample mailbox on this machine"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        # Imported late: the engine starts threads and belongs to this command alone.
        from crm_inbox.all_in_one import AllInOne

        if not 1 <= options["port"] <= 65535:
            raise CommandError("--port must be a number from 1 to 65535.")
        everything = AllInOne(options["host"], options["port"])
        sample = self._start_sample() if options["sample"] else None
        self._say(f"CRM Inbox runs at http://{options['host']}:{options['port']}/")
        self._say("Ctrl-C stops it.")
        try:
            everything.run()
        finally:
            if sample:
                opened.withdraw()
                sample.stop()
        leave()

    def _start_sample(self) -> SampleServer:
        directory = Path(settings.VAR_DIR) / "sample"
        server = SampleServer(directory / "mail")
        try:
            server.start()
        except SampleServerError as problem:
            raise CommandError(str(problem)) from None
        opened.announce(
            opened.SampleServers(
                domain=server.address.rpartition("@")[2],
                host=server.host,
                imap_port=server.imap_port,
                smtp_port=server.smtp_port,
            )
        )
        if user := sample_user(server.address, directory):
            self._introduce(user)
        self._say(f"Sample mailbox: {server.address}   password: {server.password}")
        return server

    def _introduce(self, user: SampleUser) -> None:
        password = user.password or "the one you chose"
        self._say(f"Sample user:    {user.name}   password: {password}")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
