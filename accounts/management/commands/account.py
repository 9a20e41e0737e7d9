"""``manage.py account``: email accounts from the command line."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts import connect
from accounts.check_output import check_lines, check_result
from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.services.accounts import keep_account, remove_account
from accounts.signals import dump_requested, erasing_asked
from crm_inbox.models import User
from mail.core.address import parse_addr_spec
from mail.core.endpoint import Login, Service, parse_endpoint
from mail.core.errors import MailError
from mail.transport.secret import Secret


class Command(BaseCommand):
    help = "Add, list, check, dump or remove email accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        add = actions.add_parser("add", help="provision an account")
        add.add_argument("--user", required=True)
        add.add_argument("--address", required=True)
        for service in Service:
            add.add_argument(
                f"--{service.value}", required=True, metavar="HOST:PORT:tls|starttls|none"
            )
        add.add_argument("--username", default="")
        add.add_argument("--password-stdin", action="store_true", required=True)
        actions.add_parser("list", help="list all accounts")
        check = actions.add_parser("check", help="sign in to both servers of an account")
        check.add_argument("address")
        check.add_argument("--json", action="store_true")
        dump = actions.add_parser("dump", help="what is held, as JSON lines")
        dump.add_argument("address")
        remove = actions.add_parser("remove", help="erase an account and its mail here")
        remove.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _add(self, options: dict[str, Any]) -> None:
        user = User.objects.filter(username__iexact=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user called {options['user']}.")
        secret = Secret(sys.stdin.readline().rstrip("\r\n"))
        if not secret.reveal():
            raise CommandError("No password was given on standard input.")
        try:
            address = parse_addr_spec(options["address"])
            endpoints = {s: parse_endpoint(s, options[s.value]) for s in Service}
        except (MailError, ValueError) as problem:
            raise CommandError(str(problem)) from None
        logins = {s: Login(e, options["username"] or address) for s, e in endpoints.items()}
        try:
            keep_account(user, address, logins, dict.fromkeys(Service, secret))
        except MailError as refusal:
            words = explain(refusal)
            raise CommandError(f"{words.title}. {words.explanation}") from None
        self.stdout.write(f"{address} belongs to {user.username}.")

    def _list(self, options: dict[str, Any]) -> None:
        for account in EmailAccount.objects.select_related("user").order_by("address"):
            problem = account.problem
            state = problem.code.value if problem else "ok" if account.synced_at else "new"
            self.stdout.write(
                f"{account.address}\t{account.user.username}\t{account.login(Service.IMAP).endpoint}"
                f"\t{account.login(Service.SMTP).endpoint}\t{state}"
            )

    def _check(self, options: dict[str, Any]) -> None:
        account = self._account(options)
        checked = connect.check_both(account)
        results = {s.value: check_result(account, s, checked[s]) for s in Service}
        if options["json"]:
            self.stdout.write(json.dumps(results, ensure_ascii=False))
        else:
            for service in Service:
                self.stdout.write(check_lines(service, results[service.value]))
        if not all(each.ok for each in checked.values()):
            sys.exit(1)

    def _dump(self, options: dict[str, Any]) -> None:
        account = self._account(options)
        for _receiver, lines in dump_requested.send(EmailAccount, account=account):
            for line in lines or ():
                self.stdout.write(json.dumps(line, ensure_ascii=False))

    def _remove(self, options: dict[str, Any]) -> None:
        account = self._account(options)
        remove_account(account)
        erasing_asked.send(EmailAccount, account_id=account.pk)
        self.stdout.write(f"{options['address']} is removed.")

    def _account(self, options: dict[str, Any]) -> EmailAccount:
        rows = EmailAccount.objects.with_address(options["address"]).select_related("user")
        account = rows.order_by("pk").first()
        if account is None:
            raise CommandError(f"There is no account {options['address']}.")
        return account
