"""``manage.py discover``: the settings found for an address; no credential is involved."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand

from accounts import connect
from accounts.problems import explain
from mail.core.discovery.result import Discovery
from mail.core.endpoint import Login
from mail.core.errors import Code, MailError
from mail.transport.discover import discover


class Command(BaseCommand):
    help = "Find the mail servers of one or more addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        outcomes = []
        for address in options["addresses"]:
            found = discover(address, connect.policy(), presets=connect.presets())
            outcomes.append(found.outcome)
            self.stdout.write(
                json.dumps(_fields(found), ensure_ascii=False) if options["json"] else _words(found)
            )
        if all(outcome != "found" for outcome in outcomes):
            sys.exit(1)


def _fields(found: Discovery) -> dict[str, object]:
    best = found.candidates[0] if found.candidates else None
    return {
        "address": found.address,
        "outcome": found.outcome,
        "code": found.code.value if found.code else None,
        "provider": found.provider or None,
        "imap": _login(best.imap) if best else None,
        "smtp": _login(best.smtp) if best else None,
        "source": best.source.value if best else None,
        "trust": best.trust.value if best else None,
        "confirm": best.trust.value in {"C", "D"} if best else False,
        "method": best.method.value if best else None,
        "hint": best.hint_code or None if best else None,
        "trail": [
            {
                "source": str(entry.source),
                "target": entry.target,
                "result": entry.result,
                "ms": entry.ms,
            }
            for entry in found.trail
        ],
        "seconds": round(found.seconds, 3),
    }


def _login(login: Login) -> dict[str, object]:
    endpoint = login.endpoint
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "security": endpoint.security.value,
        "username": login.username,
        "auth": "password",
    }


def _words(found: Discovery) -> str:
    lines = [f"{found.address}: {found.outcome}"]
    if found.candidates:
        best = found.candidates[0]
        lines += [
            f"  incoming {best.imap.endpoint} as {best.imap.username}",
            f"  outgoing {best.smtp.endpoint} as {best.smtp.username}",
            f"  from {best.source}, trust {best.trust}",
        ]
    else:
        problem = explain(MailError(found.code or Code.NOT_FOUND, subject=found.address))
        lines.append(f"  {problem.title}. {problem.next_step}")
    lines += [f"  {e.ms:5d} ms  {e.source}  {e.target}  {e.result}" for e in found.trail]
    return "\n".join(lines)
