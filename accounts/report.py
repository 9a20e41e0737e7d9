"""A report for whoever helps: plain text to copy, in English, with no secret and no address."""

from __future__ import annotations

import platform
import re
import ssl
from datetime import UTC, datetime
from importlib.metadata import version

import django

from mail.core.address import domain_of
from mail.core.certificate import CertificateFacts
from mail.core.endpoint import Endpoint
from mail.core.errors import MailError
from mail.core.product import NAME, VERSION

_LOCAL_PART = re.compile(r"[^\s<>\"'(),;:=]+@(?=[\w.-])")


def report_of(
    error: MailError, now: datetime, *, endpoint: Endpoint | None = None, address: str = ""
) -> str:
    """What is known of *error*; of an address only what follows the @."""
    lines = [
        ("code", error.code.value),
        ("server", str(endpoint) if endpoint else _without_names(error.subject)),
        ("domain", domain_of(address) if address else ""),
        ("time", now.astimezone(UTC).isoformat(timespec="seconds")),
        ("server said", _without_names(error.server_said)),
        *(("alert", _without_names(alert)) for alert in error.alerts),
        *_certificate_lines(error.certificate),
        ("versions", _versions()),
    ]
    return "\n".join(f"{name}: {value}" for name, value in lines if value)


def _without_names(text: str) -> str:
    return _LOCAL_PART.sub("…@", text)


def _certificate_lines(facts: CertificateFacts | None) -> list[tuple[str, str]]:
    if facts is None:
        return []
    return [
        ("certificate for", ", ".join(facts.names)),
        ("certificate by", facts.issuer + (" (self-signed)" if facts.self_signed else "")),
        ("certificate valid", f"{facts.not_before:%Y-%m-%d} to {facts.not_after:%Y-%m-%d}"),
        ("certificate SHA-256", facts.fingerprint_sha256),
    ]


def _versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("imapclient", "aiosmtplib"))
    return (
        f"{NAME} {VERSION}, Python {platform.python_version()}, Django {django.__version__}, "
        f"{ssl.OPENSSL_VERSION}, {libraries}"
    )
