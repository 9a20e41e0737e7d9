"""The sample mailbox is open to us while the process that serves it lives, and no longer."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from accounts import connect, sample

SERVERS = sample.SampleServers("solvind.example", "127.0.0.1", 11143, 11587)
ANOTHER_PROCESS = """
import sys, time
from django.conf import settings
settings.configure(VAR_DIR=sys.argv[1])
from accounts import sample
sample.announce(sample.SampleServers("solvind.example", "127.0.0.1", 11143, 11587))
print("announced", flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def var(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    settings.VAR_DIR = tmp_path
    yield tmp_path
    sample.withdraw()


def test_what_is_announced_is_open_until_it_is_withdrawn() -> None:
    assert sample.running() is None
    sample.announce(SERVERS)
    assert sample.running() == SERVERS
    sample.withdraw()
    assert sample.running() is None


def test_another_process_is_known_while_it_lives_and_not_after_a_kill(var: Path) -> None:
    command = [sys.executable, "-c", ANOTHER_PROCESS, str(var)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout and process.stdout.readline() == "announced\n"
        assert sample.running() == SERVERS
        process.kill()
        process.wait(timeout=10)
    assert (var / "sample" / "servers.json").exists()
    assert sample.running() is None


@pytest.mark.django_db
def test_what_a_killed_process_left_behind_opens_no_port(var: Path) -> None:
    left = var / "sample" / "servers.json"
    left.parent.mkdir()
    left.write_text('{"domain": "a.example", "host": "::1", "imap_port": 1, "smtp_port": 2}')
    assert connect.policy().opened == frozenset()


def test_a_new_process_takes_over_what_a_killed_one_left(var: Path) -> None:
    left = var / "sample" / "servers.json"
    left.parent.mkdir()
    left.write_text('{"domain": "a much longer name than before.example", "host": "')
    sample.announce(SERVERS)
    assert sample.running() == SERVERS
