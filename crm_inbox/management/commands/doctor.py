"""``manage.py doctor``: everything that is wrong with this installation, in sentences."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management import BaseCommand

from crm_inbox.doctor.examination import Finding, examine


class Command(BaseCommand):
    help = "Say what is wrong with this installation; exit 1 if anything is."
    # Django's own checks are among ours, and shall not end the command before it begins.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="a list of check, ok, sentence")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine()
        wrong = [finding for finding in findings if not finding.ok]
        if options["json"]:
            self.stdout.write(json.dumps([asdict(f) for f in findings], ensure_ascii=False))
        else:
            self._say(wrong)
        if wrong:
            sys.exit(1)

    def _say(self, wrong: list[Finding]) -> None:
        for finding in wrong:
            self.stdout.write(finding.sentence)
        if not wrong:
            self.stdout.write("Everything is in order.")
