"""Sealing every stored secret anew while everybody works."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from accounts import connect, two_step
from accounts.models import Credential, EmailAccount, OAuthAttempt, SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.sealed import SEALED
from accounts.services import attempt_secrets, rotation, setup
from crm_inbox.models import User
from mail.core.endpoint import Service
from mail.transport.secret import Secret
from tests.mailboxes import LOGINS, account_of

OLD, NEW = ("old", bytes(32)), ("new", bytes(range(32)))


@pytest.fixture(autouse=True)
def keys(settings: Settings) -> Callable[..., None]:
    """Choose the keys; at first there is the old one alone."""

    def choose(*chosen: tuple[str, bytes]) -> None:
        settings.CREDENTIAL_KEYS = chosen

    choose(OLD)
    return choose


@pytest.fixture
def attempt(anna: User) -> SetupAttempt:
    made = setup.start_attempt(anna, anna.email)
    for login in LOGINS.values():
        made.set_login(login)
    attempt_secrets.put(made, Secret("in"), Secret("out"))
    made.state = SetupState.SIGNING_IN
    made.save()
    return made


@pytest.fixture
def second_steps(anna: User) -> list[Authenticator]:
    app = {"secret": two_step.seal_for(anna.pk, "ABCDEFGH")}
    codes = {"seed": two_step.seal_for(anna.pk, "seed"), "used_mask": 5}
    return [
        Authenticator.objects.create(user=anna, type="totp", data=app),
        Authenticator.objects.create(user=anna, type="recovery_codes", data=codes),
    ]


Keys = Callable[..., None]


def test_everything_that_is_sealed_opens_with_the_new_key_alone(
    account: EmailAccount, attempt: SetupAttempt, second_steps: list[Authenticator], keys: Keys
) -> None:
    keys(NEW, OLD)
    done = rotation.rotate()
    keys(NEW)
    assert (done.sealed_anew, done.left, done.unreadable) == (6, 0, [])
    assert connect.secret_for(account, Service.SMTP).reveal() == "hemmelig"
    attempt.refresh_from_db()
    assert attempt_secrets.of(attempt, Service.SMTP).reveal() == "out"
    app, codes = Authenticator.objects.order_by("pk")
    assert two_step.unseal_for(app.user_id, app.data["secret"]) == "ABCDEFGH"
    assert two_step.unseal_for(codes.user_id, codes.data["seed"]) == "seed"
    assert codes.data["used_mask"] == 5


def test_a_second_run_finds_nothing_to_do(account: EmailAccount, keys: Keys) -> None:
    keys(NEW, OLD)
    rotation.rotate()
    before = list(Credential.objects.values_list("sealed", flat=True))
    assert rotation.rotate().sealed_anew == 0
    assert list(Credential.objects.values_list("sealed", flat=True)) == before


def test_a_row_that_is_written_in_between_keeps_its_new_value(
    account: EmailAccount, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys(NEW, OLD)
    real = rotation.unseal

    def write_first(sealed: str, place: str) -> Secret:
        connect.store_secret(account, Service.IMAP, Secret("changed"))
        return real(sealed, place)

    monkeypatch.setattr(rotation, "unseal", write_first)
    assert rotation.rotate().left == 1
    assert connect.secret_for(account, Service.IMAP).reveal() == "changed"


def test_a_set_up_that_is_being_tried_is_left_to_its_worker(
    attempt: SetupAttempt, keys: Keys
) -> None:
    SetupAttempt.objects.update(claimed_until=timezone.now() + timedelta(seconds=30))
    keys(NEW, OLD)
    assert rotation.rotate().left == 2
    SetupAttempt.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    assert rotation.rotate().sealed_anew == 2


def test_a_password_typed_instead_of_going_to_the_provider_is_sealed_anew(
    attempt: SetupAttempt, keys: Keys
) -> None:
    OAuthAttempt.objects.create(attempt=attempt, ends_at=timezone.now())
    keys(NEW, OLD)
    rotation.rotate()
    keys(NEW)
    attempt.refresh_from_db()
    assert attempt_secrets.of(attempt, Service.IMAP).reveal() == "in"


def test_the_mark_of_a_trip_stays_as_its_trip_knows_it(attempt: SetupAttempt, keys: Keys) -> None:
    mark = attempt.sealed_imap
    OAuthAttempt.objects.create(attempt=attempt, ends_at=timezone.now(), handed_in=mark)
    keys(NEW, OLD)
    rotation.rotate()
    attempt.refresh_from_db()
    assert attempt.sealed_imap == mark


def test_what_does_not_open_is_named_and_left_as_it_is(account: EmailAccount, keys: Keys) -> None:
    lost = Credential.objects.get(account=account, service="imap")
    Credential.objects.filter(pk=lost.pk).update(sealed="v1.gone.AAAA")
    keys(NEW, OLD)
    done = rotation.rotate()
    assert done.unreadable == [f"password of an account {lost.pk}"]
    assert done.sealed_anew == 1
    lost.refresh_from_db()
    assert lost.sealed == "v1.gone.AAAA"


@pytest.mark.django_db(transaction=True)
def test_who_writes_all_the_time_loses_no_write_and_is_never_refused(
    anna: User, keys: Keys
) -> None:
    account, stop = account_of(anna), threading.Event()
    written, raised = ["hemmelig"], list[Exception]()
    keys(NEW, OLD)

    def write() -> None:
        """What an edit does, and what every worker does with each connection."""
        try:
            while not stop.is_set():
                connect.store_secret(account, Service.IMAP, Secret(f"password {len(written)}"))
                written.append(f"password {len(written)}")
                assert connect.secret_for(account, Service.IMAP).reveal() == written[-1]
        except Exception as problem:
            raised.append(problem)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    for _ in range(50):
        _seal_with_the_old_key(account, Service.SMTP, keys)
        rotation.rotate()
    stop.set()
    writer.join()
    assert not raised
    assert len(written) > 10
    assert connect.secret_for(account, Service.IMAP).reveal() == written[-1]
    assert connect.secret_for(account, Service.SMTP).reveal() == "hemmelig"


def _seal_with_the_old_key(account: EmailAccount, service: Service, keys: Keys) -> None:
    from accounts.credentials import seal

    keys(OLD, NEW)
    sealed = seal(Secret("hemmelig"), connect.place_for(account, service))
    keys(NEW, OLD)
    Credential.objects.filter(account=account, service=service.value).update(sealed=sealed)


def test_every_sealed_column_has_its_line() -> None:
    """By the name that such columns have; the JSON of the second step is tested above."""
    columns = {
        (model._meta.label, field.attname)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.attname.startswith("sealed")
    }
    known = {(sealed.rows().model._meta.label, sealed.column) for sealed in SEALED}
    assert columns
    assert columns <= known


# The command


def command(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    status = 0
    try:
        call_command("credentials", *words)
    except SystemExit as ended:
        status = int(ended.code or 0)
    said = capsys.readouterr()
    return status, said.out, said.err


def test_status_counts_by_key_and_tells_no_secret(
    account: EmailAccount, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys(NEW, OLD)
    connect.store_secret(account, Service.IMAP, Secret("hemmelig"))
    status, said, _ = command(capsys, "status")
    assert status == 0
    assert "seals what is new): 1\n" in said
    assert "Key old (fingerprint" in said
    assert "2 of 2 stored secrets can be opened." in said
    assert "hemmelig" not in said


def test_a_key_that_is_gone_is_told(
    account: EmailAccount, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys(NEW)
    assert "Key old, which is not in CREDENTIAL_KEYS: 2" in command(capsys, "status")[1]
    status, said, complaint = command(capsys, "verify")
    assert status == 1
    assert "0 of 2" in said
    assert "Add the key that sealed them" in complaint


def test_verify_is_content_when_all_opens(
    account: EmailAccount, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(capsys, "verify")[0] == 0


def test_rotate_says_what_it_did_in_words_and_as_json(
    account: EmailAccount, keys: Keys, capsys: pytest.CaptureFixture[str]
) -> None:
    keys(NEW, OLD)
    assert "2 sealed anew with the key new." in command(capsys, "rotate")[1]
    fields: dict[str, Any] = json.loads(command(capsys, "rotate", "--json")[1])
    assert fields == {"sealed_anew": 0, "left": 0, "unreadable": []}
    assert json.loads(command(capsys, "status", "--json")[1])["by_key"] == {"new": 2, "old": 0}
