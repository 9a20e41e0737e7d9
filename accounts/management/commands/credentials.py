"""``manage.py credentials``: which keys seal the stored secrets, and sealing them anew."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand

from accounts.services import rotation
from accounts.services.rotation import Report

SHOWN = 20
"""Unreadable secrets that are named one by one."""


class Command(BaseCommand):
    help = "Count, check or seal anew what is sealed with CREDENTIAL_KEYS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        for name, words in (
            ("status", "how many secrets each key has sealed, and how many can be opened"),
            ("rotate", "seal everything with the first key; safe while workers run, and twice"),
            ("verify", "open every stored secret once; fails when one does not open"),
        ):
            actions.add_parser(name, help=words).add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options["json"])

    def _status(self, as_json: bool) -> None:
        report = rotation.examine()
        if as_json:
            self._say(json.dumps(_fields(report)))
            return
        for key_id, count in _counts(report).items():
            self._say(f"{_described(key_id)}: {count}")
        self._say(f"{report.opened} of {report.total} stored secrets can be opened.")

    def _verify(self, as_json: bool) -> None:
        report = rotation.examine()
        if as_json:
            self._say(json.dumps(_fields(report)))
        else:
            self._say(f"{report.opened} of {report.total} stored secrets can be opened.")
        self._fail_if_unreadable(report.unreadable)

    def _rotate(self, as_json: bool) -> None:
        done = rotation.rotate()
        if as_json:
            fields = {"sealed_anew": done.sealed_anew, "left": done.left}
            self._say(json.dumps(fields | {"unreadable": done.unreadable}))
        else:
            self._say(f"{done.sealed_anew} sealed anew with the key {rotation.first_key_id()}.")
        if done.left and not as_json:
            self._say(f"{done.left} were just being used: run this again in a minute.")
        self._fail_if_unreadable(done.unreadable)

    def _fail_if_unreadable(self, names: list[str]) -> None:
        if not names:
            return
        named = ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
        self.stderr.write(
            f"Not to be opened with the present CREDENTIAL_KEYS ({len(names)}): {named}. Add the "
            "key that sealed them, or let their owners type the password again."
        )
        sys.exit(1)

    def _say(self, line: str) -> None:
        self.stdout.write(line)


def _counts(report: Report) -> dict[str, int]:
    """The keys we have in their order, then those that only occur in the database."""
    ours = [key_id for key_id, _key in settings.CREDENTIAL_KEYS]
    return {key_id: report.by_key[key_id] for key_id in dict.fromkeys([*ours, *report.by_key])}


def _described(key_id: str) -> str:
    keys = dict(settings.CREDENTIAL_KEYS)
    if key_id not in keys:
        return f"Key {key_id}, which is not in CREDENTIAL_KEYS"
    first = ", seals what is new" if key_id == rotation.first_key_id() else ""
    return f"Key {key_id} (fingerprint {_fingerprint(keys[key_id])}{first})"


def _fingerprint(key: bytes) -> str:
    """Tells two keys apart, and the one in a backup from the one in use; says nothing else."""
    return sha256(b"crm-inbox key fingerprint" + key).hexdigest()[:8]


def _fields(report: Report) -> dict[str, object]:
    return {
        "first_key": rotation.first_key_id(),
        "by_key": _counts(report),
        "total": report.total,
        "can_be_opened": report.opened,
        "unreadable": report.unreadable,
    }
