"""What stands in the way of a start is said in one sentence, with exit status 1."""

from __future__ import annotations

import base64
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = base64.b64encode(bytes(32)).decode()


def manage(
    *arguments: str, stdin: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing or shorter than 40 characters"),
        ("CREDENTIAL_KEYS", "", "CREDENTIAL_KEYS is missing"),
        ("CREDENTIAL_KEYS", "k1:short", "CREDENTIAL_KEYS holds an entry that is not"),
        ("DATABASE_URL", "sqlite:////proc/nowhere/crm.sqlite3", "cannot be written"),
        ("CELERY_BROKER_URL", "amqp://localhost", "CELERY_BROKER_URL must begin with"),
        ("MAIL_ALLOWED_PRIVATE_NETWORKS", "ten", "MAIL_ALLOWED_PRIVATE_NETWORKS must list"),
        ("MAIL_EXTRA_CA_FILE", "/nowhere.pem", "names /nowhere.pem, which is not a file"),
        ("DNS_SERVERS", "127.0.0.1", "DNS_SERVERS must list host:port pairs"),
        ("ISPDB_URL", "http://plain.example/", "ISPDB_URL must be an https address"),
        ("LEASE_S", "soon", "LEASE_S must be a number from 2 to 3600"),
        ("DEBUG", "perhaps", "DEBUG must be yes or no"),
        ("SECRET_KEY", KEY, "CREDENTIAL_KEYS must not repeat SECRET_KEY"),
    ],
)
def test_a_setting_that_cannot_be_right_stops_the_start(
    name: str, value: str, sentence: str
) -> None:
    environment = {"CREDENTIAL_KEYS": f"k1:{KEY}", name: value}
    done = manage("check", **environment)
    assert done.returncode == 1
    assert done.stderr.startswith("CRM Inbox cannot start: ")
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = manage("serve", "--port", port, DATABASE_URL=f"sqlite:///{tmp_path}/x.sqlite3")
    assert done.returncode == 1
    assert f"Port {port} on 127.0.0.1 cannot be used" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_arguments_end_with_two() -> None:
    assert manage("user", "add").returncode == 2
    assert manage("account", "dance").returncode == 2
