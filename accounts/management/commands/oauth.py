"""``manage.py oauth``: applications that the administrator registered at providers."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts import connect
from accounts.models import OAuthApp
from accounts.oauth import apps
from accounts.oauth_forms import OAuthAppForm, new_app
from accounts.problems import explain
from mail.core.oauth.provider import GENERIC
from mail.core.oauth.providers import PROVIDERS


class Command(BaseCommand):
    help = "Add, list or remove the applications with which people sign in at their provider."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="register an application")
        add.add_argument("--provider", required=True, choices=[*PROVIDERS, GENERIC])
        add.add_argument("--client-id", required=True)
        add.add_argument("--secret-stdin", action="store_true", help="read the client secret")
        add.add_argument("--secret-expires-on", default="", metavar="YYYY-MM-DD")
        add.add_argument("--tenant", default="", help="of Microsoft: one organisation only")
        add.add_argument("--domains", default="", help="email domains it is for; else all")
        add.add_argument("--name", default="", help="of a generic server, for the button")
        add.add_argument("--issuer", default="", help="of a generic server: https://…")
        add.add_argument("--mail-hosts", default="", help="of a generic server: where tokens go")
        add.add_argument("--scopes", default="", help="of a generic server")
        actions.add_parser("list", help="list all applications")
        remove = actions.add_parser("remove", help="remove an application")
        remove.add_argument("id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _add(self, options: dict[str, Any]) -> None:
        secret = sys.stdin.readline().rstrip("\r\n") if options["secret_stdin"] else ""
        app = new_app(options["provider"])
        assert app is not None
        form = OAuthAppForm({**options, "secret": secret, "enabled": "on"}, app)
        if not form.is_valid():
            wrong = [f"{name}: {' '.join(map(str, said))}" for name, said in form.errors.items()]
            raise CommandError(" ".join(wrong))
        app = apps.keep_app(form.save(commit=False), form.typed_secret())
        self.stdout.write(f"{app.pk}: sign-in with {app.shown_name} is registered.")
        problem = apps.read_metadata(app, connect.policy()) if app.is_generic else None
        if problem:
            words = explain(problem)
            raise CommandError(f"{app.issuer} was not understood. {words.title}. {problem!r}")

    def _list(self, options: dict[str, Any]) -> None:
        for app in OAuthApp.objects.order_by("pk"):
            state = "on" if app.enabled and app.is_ready else app.problem_code or "off"
            ends = app.secret_expires_on or "-"
            domains = app.domains or "-"
            self.stdout.write(
                f"{app.pk}\t{app.provider}\t{app.shown_name}\t{app.client_id}\t{domains}\t{ends}"
                f"\t{state}"
            )

    def _remove(self, options: dict[str, Any]) -> None:
        removed, _ = OAuthApp.objects.filter(pk=options["id"]).delete()
        if not removed:
            raise CommandError(f"There is no application {options['id']}.")
        self.stdout.write(f"Application {options['id']} is removed.")
