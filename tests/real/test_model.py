"""Whatever happens to a mailbox, on the server and here, in whatever order, and wherever the worker
is killed: in the end both sides hold the same, nothing was lost or doubled, and what a person did
stood in between. So it is whatever the server can tell of changes.

The rules (``model_*.py``) are drawn at random (hypothesis, stateful); what fails is shrunk to the
shortest story that fails. ``MODEL_STORIES=500`` tells more of them, each time others, and
``MODEL_LINES=1`` adds what the server was asked.
"""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from crm_inbox.models import User
from mail.services.sync import window
from tests.real.model_worker import Worker
from tests.servers.capabilities import OnlyCondstore, Plain
from tests.servers.world import MailWorld

STORIES = int(os.environ.get("MODEL_STORIES", "0"))
STEPS = int(os.environ.get("MODEL_STEPS", "18"))

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("world", [MailWorld, OnlyCondstore, Plain], indirect=True)
def test_both_sides_hold_the_same_in_the_end(
    connected: MailWorld, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "MANY", 2)  # so that "older" has steps

    class Story(Worker):
        world = connected

    Story.anna = anna
    run_state_machine_as_test(
        Story,
        settings=settings(
            max_examples=STORIES or 10,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize=not STORIES,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
