"""Who may read the metrics: whoever has the token or, where none is set, this machine itself."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.crypto import constant_time_compare

FORWARDED = (
    "HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_REAL_IP", "HTTP_VIA",
)  # fmt: skip
"""A proxy on this machine connects from this machine for everybody; these give it away."""

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")
"""A page elsewhere that leads its own name to this machine (DNS rebinding) asks by that name."""


def may_read(request: HttpRequest) -> bool:
    token = settings.METRICS_TOKEN
    if token:
        given = request.META.get("HTTP_AUTHORIZATION", "")
        return constant_time_compare(given, f"Bearer {token}")
    return is_from_this_machine(request)


def is_from_this_machine(request: HttpRequest) -> bool:
    if any(request.META.get(name) for name in FORWARDED):
        return False
    host, _port = split_domain_port(request.META.get("HTTP_HOST", ""))
    return host in LOOPBACK_NAMES and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
