"""``manage.py cards resort``: after ICU was upgraded, whose sort keys change with its version."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from cards.services.resorting import resort


class Command(BaseCommand):
    help = "Write what lists sort by and searches look through anew, for all cards."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("resort", help="fill the sort keys, which belong to one version of ICU")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{resort()} cards are in order.")
