"""A first synchronisation that is interrupted, and whether everything came once all the same."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.report import note
from bench.stage import connect, held, signed_in
from bench.watch import progress, taken_up
from tests.browser.installation import Installation
from tests.engine.fetched import asked_again
from tests.engine.interruptions import Blow, FirstSync, Interruption, interrupt
from tests.engine.processes import Processes
from tests.servers.world import MailWorld, User


@dataclass(frozen=True, slots=True)
class Mail:
    """What lies in the INBOX of *user*: *count* messages."""

    world: MailWorld
    user: User
    count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """*lost* and *doubled* are messages; one that nobody sent counts as doubled."""

    interruptions: list[Interruption]
    lost: int
    doubled: int

    def __str__(self) -> str:
        each = (
            f"{one.up_s:.1f}/{one.taken_up_s:.1f}/{one.went_on_s:.1f} s ({one.asked_again})"
            for one in self.interruptions
        )
        return f"up/taken up/stored (again): {', '.join(each)}"


def prepare(mail: Mail, installed: Installation) -> None:
    """Everything is to be brought by the processes that start next, and the server counts."""
    mail.world.dovecot.record(mail.user.address)
    connect(mail.world, installed, mail.user)


def interrupted(
    mail: Mail,
    installed: Installation,
    processes: Processes,
    blow: Blow,
    times: int,
    chance: Random,
) -> Outcome:
    """Strike *times* while *processes*, which have just been started, bring all of *mail*."""
    url = installed.environment["DATABASE_URL"]
    sync = FirstSync(
        progress(url),
        2 * mail.count,
        taken_up(url),
        lambda: asked_again(mail.world, mail.user),
    )
    interruptions = interrupt(processes, sync, blow, times, chance)
    ours, theirs = held(installed, mail.user), _on_server(mail)
    lost, strange = len(theirs - set(ours)), len(set(ours) - theirs)
    outcome = Outcome(interruptions, lost, len(ours) - len(set(ours)) + strange)
    note(str(outcome))
    return outcome


def _on_server(mail: Mail) -> set[tuple[int, str]]:
    """(uid, message id) of every message of INBOX, by another client."""
    with signed_in(mail.world, mail.user) as client:
        client.select("INBOX", readonly=True)
        _kind, data = client.uid("FETCH", "1:*", "(UID BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)])")
    records = [record for record in data if isinstance(record, tuple)]
    return {(_uid(line), _message_id(header)) for line, header in records}


def _uid(line: bytes) -> int:
    return int(line.partition(b"UID ")[2].split()[0])


def _message_id(header: bytes) -> str:
    return header.decode().partition("<")[2].partition(">")[0]
