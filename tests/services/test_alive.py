"""Signs of life, and who is called dead."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from crm_inbox import alive


@pytest.fixture(autouse=True)
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ALIVE_DIR", str(tmp_path / "alive"))
    return tmp_path / "alive"


def test_a_process_that_told_a_moment_ago_is_alive() -> None:
    alive.tell("beat")
    assert alive.problem_of("beat") == ""


def test_one_that_never_told_is_not() -> None:
    assert alive.problem_of("beat") == "beat has left no sign of life yet."


def test_one_that_hangs_is_not(directory: Path) -> None:
    alive.tell("beat")
    then = time.time() - alive.STALE_AFTER_S - 5
    os.utime(directory / "beat", (then, then))
    assert "for 25 seconds" in alive.problem_of("beat")


def test_one_that_has_ended_is_not_even_while_its_parent_has_not_noticed(directory: Path) -> None:
    alive.tell("beat")
    with subprocess.Popen(["true"]) as child:
        (directory / "beat").write_text(str(child.pid))
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert alive.problem_of("beat") == "beat has ended."


def test_a_sign_that_cannot_be_written_does_not_end_the_process(
    directory: Path, caplog: pytest.LogCaptureFixture
) -> None:
    directory.write_text("a file in the way")
    alive.tell("beat")
    assert "sign-of-life name=beat" in caplog.text


def test_an_address_without_a_server_is_not_alive() -> None:
    assert "does not answer" in alive.problem_of("http://127.0.0.1:1/healthz")


@pytest.mark.parametrize(
    ("allowed", "host"),
    [
        ("crm.example.com,other", "crm.example.com"),
        (".example.com", "example.com"),
        ("*", "localhost"),
        ("", "localhost"),
    ],
)
def test_the_question_names_a_host_that_is_allowed(
    monkeypatch: pytest.MonkeyPatch, allowed: str, host: str
) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", allowed)
    assert alive._host() == host
