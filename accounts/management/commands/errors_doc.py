"""``manage.py errors_doc``: docs/errors.md, from the codes and the sentences of the product."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand
from django.utils import translation

from accounts.problems import explain
from accounts.who_acts import Actor, Again, actor_of, again_after
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import PAUSES

INTRODUCTION = """\
# When something goes wrong

<!-- Written by tools/errors-doc from the code; change the words there. -->

Core and transport raise `MailError` with a code (`mail/core/errors.py`) and the server's own
words. Services store both. Only `accounts/problems.py` makes sentences of them: a title, an
explanation and a next step, in the reader's language. The same words appear in the wizard, in the
inbox, in Email options and in `manage.py account check`; the code stands in logs, in `--json`
output and as a label of the metrics.

*It* stands for the server, domain or address that the sentence is about.

**Again** says what the engine does with an account by itself. *soon*: it tries after 30 seconds,
then after twice the pause each time, up to 1 hour. *later*: it tries every hour. *after …*: it
waits that long each time. *never*: a person has to act first; a refused password is not tried
again, because providers lock accounts, and whole offices, out. A message on its way out is tried
for two days where it says *soon* or *after …*, with pauses from one minute to 6 hours unless it
says longer; after anything else it is given back to its sender. In the wizard nothing is tried
again: the person is there and sees the reason.
"""

HEADINGS = {
    Actor.NOBODY: "Nobody has to act: it passes by itself",
    Actor.PASSWORD: "The owner of the mailbox: the password",
    Actor.PROVIDER: "The owner of the mailbox: at the provider",
    Actor.SERVER: "The owner of the mailbox: the address or the server settings",
    Actor.MESSAGE: "The sender of the message",
    Actor.CHANGE: "Whoever changes mail or folders: the change is put back",
    Actor.ADMINISTRATOR: "The administrator, here or at the provider",
    Actor.DEVELOPERS: "Whoever makes CRM Inbox: please report it",
}

AGAIN = {Again.SOON: "soon", Again.LATER: "later", Again.NEVER: "never"}


class Command(BaseCommand):
    help = "Write docs/errors.md; with --check only say whether it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.BASE_DIR) / "docs" / "errors.md"
        text = errors_doc()
        if not options["check"]:
            path.write_text(text)
        elif path.read_text() != text:
            sys.exit("docs/errors.md is not what the code says: run tools/errors-doc.")


def errors_doc() -> str:
    with translation.override("en"):
        sections = [_section(actor) for actor in Actor]
    return "\n".join([INTRODUCTION, *sections])


def _section(actor: Actor) -> str:
    rows = [_row(code) for code in Code if actor_of(code) is actor]
    head = ["| Code | Title | Why | Next step | Again |", "|---|---|---|---|---|"]
    return "\n".join([f"## {HEADINGS[actor]}", "", *head, *rows, ""])


def _row(code: Code) -> str:
    words = explain(MailError(code, subject="*it*"))
    sentences = [words.title, words.explanation, words.next_step]
    cells = [f"`{code.value}`", *(_cell(text) for text in sentences), _again(code)]
    return f"| {' | '.join(cells)} |"


def _again(code: Code) -> str:
    if again_after(code) is not Again.PAUSED:
        return AGAIN[again_after(code)]
    minutes = int(PAUSES[code].total_seconds()) // 60
    return f"after {minutes // 60} hours" if minutes >= 60 else f"after {minutes} minutes"


def _cell(text: str) -> str:
    at_the_start = text.replace("*it*", "*It*", 1) if text.startswith("*it*") else text
    return at_the_start.replace("|", "\\|")
