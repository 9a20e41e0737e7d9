"""Trusted certificates that end, and with them the connections that rest on them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from accounts.models import TrustedCertificate
from accounts.models.trusted_certificate import ENDS_SOON


def ending() -> Iterator[str]:
    for row in TrustedCertificate.objects.filter(not_after__lte=timezone.now() + ENDS_SOON):
        when = f"{'ended' if row.has_ended else 'ends'} on {row.not_after.date().isoformat()}"
        yield (
            f"The certificate that is trusted for {row.host} {when}: ask whoever runs that server "
            "for the new one, and add it under Administration, Trusted certificates."
        )
