"""One mail world for all tests with real servers; each test takes users of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from pytest_django.fixtures import Settings

from tests.servers.world import MailWorld, User


@pytest.fixture(scope="session")
def world(request: pytest.FixtureRequest) -> Iterator[MailWorld]:
    """Started once, or once for each kind that a test is parametrised with. Its servers stop even
    when pytest is killed."""
    with getattr(request, "param", MailWorld)() as mail_world:
        yield mail_world


@pytest.fixture
def connected(world: MailWorld, settings: Settings) -> MailWorld:
    """The world, with Django's settings leading to it."""
    policy = world.policy()
    settings.MAIL_ALLOWED_PRIVATE_NETWORKS = policy.private_networks
    settings.MAIL_EXTRA_CA_FILE = policy.extra_ca_file
    settings.DNS_SERVERS = policy.dns_servers
    settings.ISPDB_URL = policy.ispdb_url
    return world


@pytest.fixture
def new_user(world: MailWorld) -> Callable[[str], User]:
    """``new_user("kari")``: an address and a password with an empty mailbox."""
    return world.new_user


@pytest.fixture
def kari(world: MailWorld) -> User:
    """Kari with an empty mailbox of this test's own."""
    return world.new_user("kari")
