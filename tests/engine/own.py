"""The tests' own store: its processes, its address, and how far a synchronisation into it is."""

from __future__ import annotations

from django.db import connection

from accounts.models import EmailAccount
from mail.models import Lane, Message
from mail.models.lane import LaneName
from mail.models.message import MessageState
from tests.engine.fetched import asked_again
from tests.engine.interruptions import FirstSync
from tests.engine.processes import Commands, Processes, many_processes, one_process
from tests.environment import POSTGRES, STORE
from tests.servers.leash import free_ports
from tests.servers.world import MailWorld
from tests.servers.world import User as Box


def database_url() -> str:
    """Of the tests' own database, for a child process."""
    name = str(connection.settings_dict["NAME"])
    return f"sqlite:///{name}" if STORE == "sqlite" else POSTGRES.url_of(name)


def own_processes(environment: dict[str, str], commands: Commands | None = None) -> Processes:
    """On the database of the tests: *commands*, or all that an installation consists of there."""
    usual = one_process(free_ports(1)[0]) if STORE == "sqlite" else many_processes()
    return Processes({**environment, "DATABASE_URL": database_url()}, commands or usual)


def first_sync(world: MailWorld, box: Box, account: EmailAccount, count: int) -> FirstSync:
    """Of *count* messages, whose server writes down from now on what it is asked for."""
    world.dovecot.record(box.address)
    rows = Message.objects.filter(account=account)

    def progress() -> int:
        return rows.count() + rows.exclude(state=MessageState.LISTED).count()

    lane = Lane.objects.filter(account=account, name=LaneName.SYNC)
    return FirstSync(progress, 2 * count, lambda: lane.get().epoch, lambda: asked_again(world, box))
