"""``manage.py user add``: people are made here, never by a form on the web."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from crm_inbox.people import add_user
from mail.core.errors import MailError


class Command(BaseCommand):
    help = "Add a user, with a card of their own whose first address is the given one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="add a user")
        add.add_argument("name", help="the name to sign in with")
        add.add_argument("--email", required=True)
        add.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="")
        add.add_argument("--staff", action="store_true")
        add.add_argument("--password-stdin", action="store_true", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        password = sys.stdin.readline().rstrip("\r\n")
        try:
            user = add_user(
                options["name"],
                email=options["email"],
                password=password,
                language=options["language"],
                staff=options["staff"],
            )
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        except MailError:
            raise CommandError(f"{options['email']!r} is not an email address.") from None
        self.stdout.write(f"{user.username} can sign in.")
