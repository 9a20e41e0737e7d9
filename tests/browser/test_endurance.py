"""What happens when the process is killed or stopped."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest

from tests.browser.installation import Installation
from tests.servers.world import MailWorld

MANY = 3_000


@pytest.fixture
def own(world: MailWorld) -> Iterator[Installation]:
    installed = Installation(world.environment())
    yield installed
    installed.remove()


def account_with(world: MailWorld, installed: Installation, messages: int) -> str:
    address, password = world.new_user("many")
    world.dovecot.deliver_many(
        address,
        [
            f"From: a@x.example\r\nSubject: {n}\r\nMessage-ID: <{n}@x.example>\r\n\r\n{n}".encode()
            for n in range(messages)
        ],
    )
    installed.add_user("many", address)
    tls = f"mail.fjord.example:{world.dovecot.imaps_port}:tls"
    smtp = f"mail.fjord.example:{world.postfix.smtps_port}:tls"
    installed.manage(
        "account", "add", "--user", "many", "--address", address, "--imap", tls, "--smtp", smtp,
        "--password-stdin", stdin=password,
    )  # fmt: skip
    return address


def held(installed: Installation, address: str) -> list[int]:
    dump = installed.manage("account", "dump", address).splitlines()
    return [line["uid"] for line in map(json.loads, dump) if line["mailbox"] == "INBOX"]


def test_a_killed_synchronisation_goes_on_where_it_was(world: MailWorld, own: Installation) -> None:
    address = account_with(world, own, MANY)
    own.start()
    while not held(own, address):
        time.sleep(0.1)
    own.kill()
    before = held(own, address)
    assert 0 < len(before) <= MANY
    own.start()
    ends_at = time.monotonic() + 60
    while len(held(own, address)) < MANY and time.monotonic() < ends_at:
        time.sleep(0.5)
    after = held(own, address)
    assert sorted(after) == list(range(1, MANY + 1))
    assert set(before) <= set(after)


def test_ctrl_c_stops_it_with_a_stream_open(world: MailWorld, own: Installation) -> None:
    account_with(world, own, 10)
    own.start()
    started = time.monotonic()
    assert own.stop() in {0, -2, 130}
    assert not own.answers()
    assert time.monotonic() - started < 10
