"""What strangers could make use of."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from django.conf import settings
from django.core import checks

LOOPBACK = {"localhost", "127.0.0.1", "[::1]"}
LEAST_BITS = 128
ZLIB_OVERHEAD_BYTES = 8  # RFC 1950: two bytes before, four after; RFC 1951: block header and end

SAID_BETTER = {"security.W009", "security.W018", "security.W020"}
"""SECRET_KEY, DEBUG and ALLOWED_HOSTS: here in our own words."""

ONLY_WITH_HTTPS = {"security.W004", "security.W008", "security.W012", "security.W016"}
"""They ask for what BEHIND_HTTPS switches on as a whole."""

A_CHOICE = {"security.W005", "security.W021"}
"""HSTS for every other host of the company's domain is the company's to decide, not ours."""


def exposure() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is on: pages with errors show what must stay inside. Switch it off."
    if "*" in settings.ALLOWED_HOSTS:
        yield (
            "ALLOWED_HOSTS lets every name through, so that a stranger chooses the host in links: "
            "name the hosts by which people reach this installation."
        )


def https() -> Iterator[str]:
    public = sorted(set(settings.ALLOWED_HOSTS) - LOOPBACK - {"*"})
    if public and not settings.BEHIND_HTTPS:
        yield (
            f"People reach this installation as {public[0]}, but BEHIND_HTTPS is not set, so "
            "passwords and cookies may travel in the clear: put a proxy with HTTPS in front and "
            "set BEHIND_HTTPS=yes."
        )
    if settings.BEHIND_HTTPS and not public and "*" not in settings.ALLOWED_HOSTS:
        yield (
            "BEHIND_HTTPS is set, but ALLOWED_HOSTS names only this machine, so that everybody "
            "else is refused: add the host name that people type."
        )
    for origin in settings.CSRF_TRUSTED_ORIGINS:
        if settings.BEHIND_HTTPS and origin.startswith("http://"):
            yield f"CSRF_TRUSTED_ORIGINS trusts {origin}, which is not HTTPS: take it out."


def deployment() -> Iterator[str]:
    """What ``manage.py check --deploy`` finds and our own sentences do not say."""
    ignored = SAID_BETTER | A_CHOICE | (set() if settings.BEHIND_HTTPS else ONLY_WITH_HTTPS)
    for found in checks.run_checks(include_deployment_checks=True):
        if found.id not in ignored and found.level >= checks.WARNING:
            yield f"Django warns ({found.id}): {' '.join(found.msg.split())}"


def secret_key() -> Iterator[str]:
    if bits_of(settings.SECRET_KEY) < LEAST_BITS:
        yield (
            "SECRET_KEY can be guessed: whoever does signs in as anybody. Take a random one, for "
            "example from “openssl rand -base64 48”; everybody has to sign in again."
        )


def bits_of(key: str) -> int:
    """An upper bound of what there is to guess: what repeats itself counts once."""
    return 8 * (len(zlib.compress(key.encode(), 9)) - ZLIB_OVERHEAD_BYTES)
