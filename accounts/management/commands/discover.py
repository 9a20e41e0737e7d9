"""``manage.py discover``: the settings found for an address; no credential is involved."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from django.core.management import BaseCommand
from django.utils.translation import gettext

from accounts import connect, hints
from accounts.problems import explain
from mail.core.discovery.result import Candidate, Discovery, Method, Outcome
from mail.core.endpoint import Login
from mail.core.errors import Code, MailError
from mail.transport.discover import discover

AT_ONCE = 8
"""Searches that run beside each other; each has up to two dozen sockets."""


class Command(BaseCommand):
    help = "Find the mail servers of one or more addresses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("addresses", nargs="+", metavar="ADDRESS")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        search = partial(discover, policy=connect.policy(), presets=connect.presets())
        shown = _json if options["json"] else _words
        any_found = False
        with ThreadPoolExecutor(AT_ONCE) as pool:
            for found in pool.map(search, options["addresses"]):
                any_found |= found.outcome is Outcome.FOUND
                self.stdout.write(shown(found))
                self.stdout.flush()
        if not any_found:
            sys.exit(1)


def _json(found: Discovery) -> str:
    best = found.candidates[0] if found.candidates else None
    imap, smtp = (best.imap, best.smtp) if best else found.prefill or (None, None)
    fields = {
        "address": found.address,
        "outcome": found.outcome.value,
        "code": found.code.value if found.code else None,
        "provider": found.provider or None,
        "imap": _login(imap, best) if imap else None,
        "smtp": _login(smtp, best) if smtp else None,
        "source": best.source.value if best else None,
        "trust": best.trust.value if best else None,
        "confirm": best.trust.needs_confirmation if best else False,
        "method": best.method.value if best else None,
        "hint": _hint(found) or None,
        "suggestion": found.suggestion or None,
        "others": [_pair(other) for other in found.candidates[1:]],
        "trail": [
            {"source": entry.source.value, "target": entry.target, "result": entry.result,
             "ms": entry.ms}
            for entry in found.trail
        ],
        "seconds": round(found.seconds, 3),
    }  # fmt: skip
    return json.dumps(fields, ensure_ascii=False)


def _pair(candidate: Candidate) -> dict[str, object]:
    return {
        "imap": _login(candidate.imap, candidate),
        "smtp": _login(candidate.smtp, candidate),
        "source": candidate.source.value,
        "trust": candidate.trust.value,
    }


def _login(login: Login, candidate: Candidate | None) -> dict[str, object]:
    endpoint = login.endpoint
    oauth = candidate is not None and candidate.method is Method.OAUTH
    return {
        "host": endpoint.host,
        "port": endpoint.port,
        "security": endpoint.security.value,
        "username": login.username,
        "auth": "oauth" if oauth else "password",
    }


def _hint(found: Discovery) -> str:
    """What a person should know first, in words."""
    if found.suggestion:
        return gettext("Did you mean %(address)s?") % {"address": found.suggestion}
    if not found.candidates:
        return ""
    best = found.candidates[0]
    return hints.sentence(best.hint_code, best.method, best.provider)


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
        subject = found.provider or found.address.rpartition("@")[2]
        problem = explain(MailError(found.code or Code.NOT_FOUND, subject=subject))
        lines.append(f"  {problem.title}. {problem.next_step}")
    if hint := _hint(found):
        lines.append(f"  {hint}")
    lines += [f"  {e.ms:5d} ms  {e.source}  {e.target}  {e.result}" for e in found.trail]
    return "\n".join(lines)
