"""How much memory a large message takes, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

from tests.servers.scripted import Connection, ScriptedServer
from tests.servers.world import MailWorld, User

LARGE = 49 * 1024 * 1024
ROOM_MB = 75
"""The message itself, and what is on its way. A worker has about eighty before it begins, and 200
in all."""


def needed(*arguments: str) -> tuple[int, int]:
    """(octets of the message, megabytes that fetching it took)."""
    command = [sys.executable, "-m", "tests.real.hungry", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    size, before_mb, peak_mb = map(int, done.stdout.split())
    return size, peak_mb - before_mb


def test_a_message_of_49_megabytes_takes_little_more_than_itself(
    world: MailWorld, kari: User
) -> None:
    line = b"x" * 70 + b"\r\n"
    body = line * (LARGE // len(line))
    world.dovecot.deliver(kari.address, b"Subject: Large\r\n\r\n" + body)
    size, room_mb = needed(
        world.host,
        str(world.dovecot.imaps_port),
        kari.address,
        kari.password,
        str(world.authority.ca_file),
        str(world.dns.port),
    )
    assert size > LARGE - 100
    assert room_mb < ROOM_MB


def test_a_server_that_knows_no_ranges_and_sends_it_all_at_once_takes_no_more() -> None:
    whole = b"Subject: Large\r\n\r\n" + b"x" * LARGE

    def script(connection: Connection) -> None:
        connection.send_line("* OK ready")
        while True:
            tag, _, command = connection.read_line().strip().partition(b" ")
            connection.send(b"* CAPABILITY IMAP4rev1\r\n* OK [UIDVALIDITY 1] valid\r\n")
            if b"RFC822.SIZE)" in command:
                connection.send(b"* 1 FETCH (UID 1 RFC822.SIZE %d)\r\n" % len(whole))
            elif command.startswith(b"UID FETCH"):
                connection.send(b"* 1 FETCH (UID 1 BODY[] {%d}\r\n" % len(whole))
                connection.send(whole + b")\r\n")
            connection.send(tag + b" OK done\r\n")

    with ScriptedServer(script) as server:
        size, room_mb = needed("127.0.0.1", str(server.port), "kari", "secret", "", "53")
    assert size == len(whole)
    assert room_mb < ROOM_MB
