"""Whose address sign-in counts failures by."""

from __future__ import annotations

import pytest
from allauth.core.internal.httpkit import get_client_ip
from django.test import RequestFactory
from pytest_django.fixtures import Settings

FORGED, CLIENT, LOAD_BALANCER, PROXY = "6.6.6.6", "198.51.100.7", "192.0.2.3", "10.0.0.2"


@pytest.mark.parametrize(
    ("proxies", "forwarded", "believed"),
    [
        (0, FORGED, PROXY),
        (1, f"{FORGED}, {CLIENT}", CLIENT),
        (2, f"{FORGED}, {CLIENT}, {LOAD_BALANCER}", CLIENT),
    ],
)
def test_an_address_is_believed_as_far_as_our_own_proxies_wrote_it(
    settings: Settings, rf: RequestFactory, proxies: int, forwarded: str, believed: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR=PROXY)
    assert get_client_ip(request) == believed
