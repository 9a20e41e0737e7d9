"""A password that nobody else uses goes through everything; afterwards it is nowhere to be read."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.models import EmailAccount, SetupAttempt
from accounts.models.setup_attempt import SetupState
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.address import Address
from mail.core.mime.compose import Draft
from mail.models import Message, OutgoingMessage
from mail.models.outgoing import OutgoingState
from mail.services import outbox
from tests.engine.letters import letter
from tests.engine.processes import Processes
from tests.environment import POSTGRES, REDIS, STORE
from tests.servers.world import MailWorld
from tests.servers.world import User as Box

pytestmark = pytest.mark.django_db(transaction=True)

CANARY = "Kanarienvogel-7f3a91c2"
FORMS = [CANARY.encode(), *(base64.b64encode(b"x" * n + CANARY.encode())[4:-4] for n in range(3))]
"""As it is, and wherever it may stand in something that is written in base64 (SASL PLAIN)."""


class Journey:
    """Anna at the wizard, with every page that she gets kept."""

    def __init__(self, client: Client, processes: Processes) -> None:
        self._client, self._processes = client, processes
        self.pages: list[bytes] = []

    def get(self, path: str) -> None:
        self.pages.append(self._client.get(path, follow=True).content)

    def post(self, path: str, **fields: str) -> None:
        if attempt := SetupAttempt.objects.first():
            fields["shown"] = attempt.shown_as
        self.pages.append(self._client.post(path, fields, follow=True).content)

    def wait_for(self, state: SetupState) -> None:
        rows = SetupAttempt.objects.filter(state=state)
        self._processes.eventually(rows.exists)
        self.get("/setup/")


@pytest.fixture
def kari(world: MailWorld) -> Box:
    address = "canary@fjord.example"
    world.dovecot.add_user(address, CANARY)
    world.postfix.add_recipient(address)
    return Box(address, CANARY)


@pytest.fixture
def wire(tmp_path: Path) -> Iterator[Path]:
    """Everything that passes through Redis, not only what lies there at the end."""
    heard = tmp_path / "redis"
    heard.touch()
    if STORE == "sqlite":
        yield heard
        return
    command = ["redis-cli", "-p", str(REDIS.port), "MONITOR"]
    with heard.open("wb") as file, subprocess.Popen(command, stdout=file) as monitor:
        yield heard
        monitor.terminate()


def database_bytes() -> bytes:
    """Read by another process: closing a file of SQLite's drops every lock that this one holds."""
    name = str(connection.settings_dict["NAME"])
    command = ["pg_dump", "-h", "127.0.0.1", "-p", str(POSTGRES.port), "-U", "crm", name]
    if STORE == "sqlite":
        command = ["cat", *map(str, Path(name).parent.glob(f"{Path(name).name}*"))]
    return subprocess.run(command, capture_output=True, check=True).stdout


def process_list() -> bytes:
    found = b""
    for process in Path("/proc").glob("[0-9]*"):
        for name in ("cmdline", "environ"):
            with suppress(OSError):  # it ended meanwhile
                found += (process / name).read_bytes()
    return found


def send_a_letter(account: EmailAccount) -> None:
    draft = Draft(
        from_=Address("", account.address), to=(Address("", account.address),), cc=(), bcc=(),
        subject="To myself", text="Hello",
    )  # fmt: skip
    outbox.queue_message(account, draft, token="to-myself")


def test_a_password_is_nowhere_to_be_read(
    connected: MailWorld,
    kari: Box,
    anna: User,
    annas: Client,
    processes: Processes,
    wire: Path,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    processes.environment["LOG_LEVEL"] = "DEBUG"
    connected.dovecot.deliver_many(kari.address, [letter(n) for n in range(20)])
    make_first_address(own_card(anna), kari.address)
    processes.start()
    journey = Journey(annas, processes)

    journey.post("/setup/address/", address=kari.address)
    journey.wait_for(SetupState.FOUND)
    journey.post("/setup/password/", password=f"{CANARY} not")
    journey.wait_for(SetupState.FAILED)
    journey.post("/setup/password/", password=CANARY)
    journey.wait_for(SetupState.CONNECTED)
    account = EmailAccount.objects.get()
    processes.eventually(lambda: Message.objects.filter(state="complete").count() == 20)
    send_a_letter(account)
    sent = OutgoingMessage.objects.filter(state=OutgoingState.SENT)
    processes.eventually(sent.exists)
    journey.post(f"/options/email/{account.pk}/edit/")
    journey.post("/setup/advanced/", imap_host="", imap_password=CANARY)
    for path in ("/inbox/", "/options/email/account/", "/setup/", "/setup/advanced/"):
        journey.get(path)
    for command in ("check", "list", "dump"):
        call_command("account", command, *([kari.address] if command != "list" else []))
    call_command("sync", kari.address, "--json")

    places = {
        "database": database_bytes(),
        "redis": wire.read_bytes(),
        "logs": processes.logs().encode() + caplog.text.encode(),
        "pages": b"".join(journey.pages),
        "commands": capsys.readouterr().out.encode(),
        "process list": process_list(),
    }
    found = {place: sum(map(text.count, FORMS)) for place, text in places.items()}
    assert found == dict.fromkeys(places, 0)
    # That it was looked for where something is to be found:
    told = {place for place, text in places.items() if kari.address.encode() in text}
    assert {"database", "pages", "commands"} <= told
    assert b"mail.sync_account" in places["redis"] or STORE == "sqlite"
    assert b"DEBUG" in places["logs"]
