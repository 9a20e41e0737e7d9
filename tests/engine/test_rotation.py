"""A rotation that is killed loses nothing, and the next one ends what it began."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import time

import pytest
from pytest_django.fixtures import Settings

from accounts import connect
from accounts.credentials import seal
from accounts.models import Credential, EmailAccount
from accounts.services import rotation
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.transport.secret import Secret
from tests.engine.own import database_url
from tests.engine.processes import ROOT
from tests.mailboxes import LOGINS

ACCOUNTS = 1500
OLD, NEW = ("old", bytes(32)), ("new", bytes(range(32)))

pytestmark = pytest.mark.django_db(transaction=True)


def many_accounts(user: User) -> None:
    rows = [EmailAccount(user=user, address=f"a{n}@x.example", key=str(n)) for n in range(ACCOUNTS)]
    for row in rows:
        for login in LOGINS.values():
            row.set_login(login)
    EmailAccount.objects.bulk_create(rows)
    Credential.objects.bulk_create(
        Credential(
            account=row,
            service=service.value,
            sealed=seal(Secret(row.address), connect.place_for(row, service)),
        )
        for row in EmailAccount.objects.all()
        for service in Service
    )


def start_rotating() -> subprocess.Popen[bytes]:
    keys = ",".join(f"{name}:{base64.b64encode(key).decode()}" for name, key in (NEW, OLD))
    return subprocess.Popen(
        [sys.executable, "manage.py", "credentials", "rotate"],
        cwd=ROOT,
        env={**os.environ, "CREDENTIAL_KEYS": keys, "DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
    )


def sealed_anew() -> int:
    return Credential.objects.filter(sealed__startswith="v1.new.").count()


def test_killed_in_the_middle_everything_still_opens(anna: User, settings: Settings) -> None:
    settings.CREDENTIAL_KEYS = (OLD,)
    many_accounts(anna)
    process = start_rotating()
    ends_at = time.monotonic() + 60
    while sealed_anew() < 50 and time.monotonic() < ends_at:
        time.sleep(0.002)
    process.kill()
    process.wait()
    half = sealed_anew()
    assert 50 <= half < 2 * ACCOUNTS

    settings.CREDENTIAL_KEYS = (NEW, OLD)
    report = rotation.examine()
    assert (report.opened, report.total) == (2 * ACCOUNTS, 2 * ACCOUNTS)
    assert rotation.rotate().sealed_anew == 2 * ACCOUNTS - half

    settings.CREDENTIAL_KEYS = (NEW,)
    account = EmailAccount.objects.latest("pk")
    assert connect.secret_for(account, Service.IMAP).reveal() == account.address
    assert rotation.examine().unreadable == []
