"""What the figures begin with: an installation, a person, a mailbox with mail in it."""

from __future__ import annotations

import imaplib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bench.mail.letter import Letter
from tests.browser.installation import Installation
from tests.servers.clients import imaps
from tests.servers.world import MailWorld, User


@contextmanager
def installation(world: MailWorld, **environment: str) -> Iterator[Installation]:
    """With an empty database and *environment* over its own; not started yet."""
    installed = Installation({**world.environment(), **environment})
    try:
        yield installed
    finally:
        installed.remove()


def fill(world: MailWorld, user: User, letters: Iterable[Letter]) -> None:
    """Put *letters* into the INBOX, each with its flags and its date, in their order."""
    for letter in letters:
        world.dovecot.deliver_many(
            user.address, (letter.raw,), "INBOX", letter.flags, letter.received
        )


def warm(world: MailWorld, user: User) -> None:
    """Let Dovecot index the mailbox, so that nobody measured pays for it."""
    with signed_in(world, user) as client:
        client.select("INBOX", readonly=True)
        client.fetch("1:*", "(UID BODYSTRUCTURE ENVELOPE INTERNALDATE RFC822.SIZE)")


def connect(world: MailWorld, installed: Installation, user: User) -> str:
    """A person whose account is *user*'s, by the commands; their name."""
    name = user.address.partition("@")[0]
    installed.add_user(name, user.address)
    installed.manage(
        "account", "add", "--user", name, "--address", user.address,
        "--imap", f"{world.host}:{world.dovecot.imaps_port}:tls",
        "--smtp", f"{world.host}:{world.postfix.smtps_port}:tls",
        "--password-stdin", stdin=user.password,
    )  # fmt: skip
    return name


def held(installed: Installation, user: User) -> list[tuple[int, str]]:
    """(uid, message id) of every message of INBOX that the installation holds."""
    lines = map(json.loads, installed.manage("account", "dump", user.address).splitlines())
    return [(line["uid"], line["message_id"]) for line in lines if line["mailbox"] == "INBOX"]


def signed_in(world: MailWorld, user: User) -> imaplib.IMAP4_SSL:
    client = imaps(world)
    client.login(user.address, user.password)
    return client
