"""One company for all tests here; each of them finds it healthy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.deployment.company import Company
from tests.servers.world import MailWorld


@pytest.fixture(scope="session")
def running_company(world: MailWorld) -> Iterator[Company]:
    with Company(world) as company:
        yield company


@pytest.fixture
def company(running_company: Company) -> Company:
    running_company.wait_until_healthy()
    return running_company
