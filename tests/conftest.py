"""The people in the story: Anna has a mailbox, Ole is a colleague of hers."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from django.test import Client

from crm_inbox.models import User
from crm_inbox.people import add_user
from tests.environment import STORE

PASSWORD = "a long enough password"

collect_ignore_glob = ["*/many/*"] if STORE == "sqlite" else []
"""What asks PostgreSQL, or needs several processes at work, has nothing to show on SQLite."""

SLOW = ("real", "engine", "many", "deployment", "browser")
"""The last folders, in this order: what fails fast is seen first, and Playwright keeps an event
loop running in this thread once its browser is open, so no other test may come after it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_slowness)


def _slowness(item: pytest.Item) -> int:
    folder = item.path.parent.name
    return SLOW.index(folder) + 1 if folder in SLOW else 0


@pytest.fixture(autouse=True)
def leases_of_the_test_s_own_transaction(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The heartbeat has a connection of its own, which sees nothing of a transaction that is never
    committed: to it every lease in there is somebody else's."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if not commits and "transactional_db" not in request.fixturenames:
        monkeypatch.setattr("mail.services.heartbeat.beating", lambda *_: nullcontext())


@pytest.fixture
def anna(db: None) -> User:
    return add_user("anna", email="anna@fjord.example", password=PASSWORD, language="en")


@pytest.fixture
def ole(db: None) -> User:
    return add_user("ole", email="ole@fjord.example", password=PASSWORD, language="en")


@pytest.fixture
def annas(anna: User) -> Client:
    """A browser in which Anna is signed in."""
    return signed_in(anna)


@pytest.fixture
def oles(ole: User) -> Client:
    return signed_in(ole)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client
