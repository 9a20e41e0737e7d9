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


def test_people_and_accounts_are_made_from_the_command_line(tmp_path: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    assert manage("migrate", "-v0", **database).returncode == 0
    user = ("user", "add", "kari", "--email", "kari@havn.example", "--password-stdin")
    assert manage(*user, stdin="a long enough password", **database).returncode == 0
    again = manage(*user, stdin="a long enough password", **database)
    assert again.returncode == 1
    assert "already a user called kari" in again.stderr
    account = (
        "account", "add", "--user", "kari", "--address", "kari@havn.example",
        "--imap", "mail.havn.example:993:tls", "--smtp", "mail.havn.example:465:tls",
        "--password-stdin",
    )  # fmt: skip
    assert manage(*account, stdin="hemmelig", **database).returncode == 0
    assert "mail.havn.example:993:tls" in manage("account", "list", **database).stdout
    assert manage("account", "remove", "kari@havn.example", **database).returncode == 0
    assert manage("account", "check", "kari@havn.example", **database).returncode == 1


def test_a_weak_password_is_refused_with_the_reason(tmp_path: Path) -> None:
    database = {"DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    manage("migrate", "-v0", **database)
    done = manage(
        "user", "add", "kari", "--email", "kari@havn.example", "--password-stdin",
        stdin="short", **database,
    )  # fmt: skip
    assert done.returncode == 1
    assert "too short" in done.stderr
