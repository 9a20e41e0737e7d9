"""``manage.py certificate``: certificates that are trusted for one host."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError

from accounts.models import TrustedCertificate
from accounts.models.trusted_certificate import TrustKind
from accounts.services import certificates
from mail.core.host import parse_host
from mail.core.pasted_certificate import (
    SIZE_LIMIT,
    Certificate,
    CertificateError,
    Defect,
    read_certificate,
)


class Command(BaseCommand):
    help = "List, add or remove certificates that are trusted for one host."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="all of them")
        add = actions.add_parser("add", help="trust the certificate in a file for a host")
        add.add_argument("host")
        add.add_argument("file", type=Path)
        add.add_argument("--ca", action="store_true", help="and what it has signed for that host")
        add.add_argument("--note", default="")
        remove = actions.add_parser("remove", help="trust it no longer")
        remove.add_argument("host")
        remove.add_argument("fingerprint", help="the first eight digits are enough")

    def handle(self, *args: Any, **options: Any) -> None:
        getattr(self, f"_{options['action']}")(options)

    def _list(self, options: dict[str, Any]) -> None:
        for row in TrustedCertificate.objects.all():
            ends = row.not_after.date().isoformat()
            self.stdout.write(f"{row.host}\t{row.kind}\t{row.sha256}\t{ends}\t{row.subject}")

    def _add(self, options: dict[str, Any]) -> None:
        host, found = _host(options["host"]), _read(options["file"])
        kind = TrustKind.CA if options["ca"] else TrustKind.PIN
        try:
            certificates.trust(host, kind, found, note=options["note"][:200])
        except certificates.NotAnAuthorityError:
            raise CommandError("This certificate may not sign others; leave out --ca.") from None
        self.stdout.write(f"{found.sha256} is trusted for {host} until {found.not_after.date()}.")

    def _remove(self, options: dict[str, Any]) -> None:
        digits = options["fingerprint"].replace(":", "").lower()
        rows = TrustedCertificate.objects.filter(host=_host(options["host"]))
        found = list(rows.filter(sha256__startswith=digits)) if len(digits) >= 8 else []
        if not found:
            raise CommandError("No certificate with these digits is trusted for this host.")
        for row in found:
            certificates.distrust(row)
        self.stdout.write(f"{options['host']} is no longer trusted with it.")


def _host(text: str) -> str:
    try:
        return parse_host(text)
    except ValueError:
        raise CommandError(f"{text!r} is not a host name.") from None


def _read(path: Path) -> Certificate:
    try:
        with path.open("rb") as file:
            return read_certificate(file.read(SIZE_LIMIT + 1))
    except OSError as problem:
        raise CommandError(f"{path} cannot be read: {problem.strerror}.") from None
    except CertificateError as problem:
        raise CommandError(f"{path}: {_DEFECTS[problem.defect]}") from None


_DEFECTS = {
    Defect.TOO_LONG: "this is longer than any certificate.",
    Defect.NONE: "there is no certificate in it.",
    Defect.SEVERAL: "it holds several certificates; add them one by one.",
    Defect.PRIVATE_KEY: "it holds a private key, which belongs on the server alone.",
    Defect.UNREADABLE: "this is not a certificate, or a damaged one.",
}
