"""``manage.py user``: people are made here, never by a form on the web, and let in again here."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError

from crm_inbox.models import User
from crm_inbox.people import add_user, switch_off_two_step
from mail.core.errors import MailError


class Command(BaseCommand):
    help = "Add a user with a card of their own, or let one in who lost phone and recovery codes."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="add a user")
        add.add_argument("name", help="the name to sign in with")
        add.add_argument("--email", required=True)
        add.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="")
        add.add_argument("--staff", action="store_true")
        add.add_argument("--password-stdin", action="store_true", required=True)
        off = actions.add_parser("two-step-off", help="switch off two-step verification")
        off.add_argument("name", help="the name they sign in with")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "add":
            self._add(**options)
        else:
            self._two_step_off(options["name"])

    def _add(self, **options: Any) -> None:
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

    def _two_step_off(self, name: str) -> None:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user called {name}.")
        if not switch_off_two_step(user):
            raise CommandError(f"Two-step verification is not on for {name}.")
        self.stdout.write(f"{name} signs in with the password alone until it is switched on again.")
