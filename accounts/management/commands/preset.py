"""``manage.py preset``: the servers that everybody at a domain is to use."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts.models import DomainPreset
from accounts.models.domain_preset import UsernameChoice
from accounts.services import presets
from mail.core.address import a_label
from mail.core.endpoint import Service, parse_endpoint
from mail.core.errors import MailError
from mail.core.host import parse_host


class Command(BaseCommand):
    help = "List, add or remove the servers for a domain. What is added counts at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="all of them, offered and declined ones too")
        add = actions.add_parser("add", help="lay down the servers of a domain, or change them")
        add.add_argument("domain")
        for service in Service:
            add.add_argument(f"--{service}", required=True, metavar="HOST:PORT:tls|starttls|none")
            add.add_argument(
                f"--{service}-username",
                choices=UsernameChoice.values,
                default=UsernameChoice.ADDRESS.value,
            )
        add.add_argument("--provider", default="", help="a name to show")
        remove = actions.add_parser("remove", help="forget the servers of a domain")
        remove.add_argument("domain")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        for row in DomainPreset.objects.all():
            endpoints = "\t".join(str(row.endpoint(service)) for service in Service)
            self.stdout.write(
                f"{row.domain}\t{row.state}\t{endpoints}\t{row.imap_rule}\t{row.smtp_rule}"
            )

    def _add(self, options: dict[str, Any]) -> None:
        row = self._row(options["domain"]) or DomainPreset(domain=_domain(options["domain"]))
        try:
            for service in Service:
                endpoint = parse_endpoint(service, options[service.value])
                parse_host(endpoint.host)
                row.set_endpoint(endpoint)
        except ValueError as problem:
            raise CommandError(str(problem)) from None
        row.imap_rule, row.smtp_rule = options["imap_username"], options["smtp_username"]
        row.provider = options["provider"][:80]
        presets.lay_down(row, None)
        self.stdout.write(f"Everybody at {row.domain} is asked for the password alone.")

    def _remove(self, options: dict[str, Any]) -> None:
        row = self._row(options["domain"])
        if row is None:
            raise CommandError(f"Nothing is laid down for {options['domain']}.")
        row.delete()
        self.stdout.write(f"The servers of {row.domain} are looked for again.")

    def _row(self, domain: str) -> DomainPreset | None:
        return DomainPreset.objects.filter(domain=_domain(domain)).first()


def _domain(text: str) -> str:
    try:
        return a_label(text.strip().removeprefix("@"))
    except MailError:
        raise CommandError(f"{text!r} is not a domain.") from None
