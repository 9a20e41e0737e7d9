"""The row of a server: taking a turn, and noting what became of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Set
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest, Now

from accounts.database_time import from_now
from accounts.models.email_account import StillRefused
from accounts.models.host_state import HostState, HostStateQuerySet, columns_of, server_of
from mail.core.endpoint import Endpoint
from mail.core.errors import Code, MailError
from mail.core.sync.breaker import NOT_ASKED, OF_THE_HOST, Breaker, Circuit
from mail.core.sync.bucket import Pace, wait_for_token
from mail.core.sync.jitter import a_little_after
from mail.core.sync.not_now import NotNow, Why

log = logging.getLogger(__name__)

A_MOMENT = timedelta(seconds=0.2)
FORGOTTEN_AFTER = timedelta(days=1)
ANOTHER_PROBES = timedelta(seconds=10)


def take_turn(server: str, pace: Pace) -> Circuit:
    """One sign-in at *server*, whose row stays locked until the transaction ends.

    HALF_OPEN: it is the probe. Raises NotNow; rolling back gives the turn back.
    """
    rows = HostState.objects.filter(pk=server)
    if _take_token(rows.well(), pace):
        return Circuit.CLOSED
    HostState.objects.get_or_create(pk=server)
    row, now = _now(rows)
    circuit = row.breaker.circuit(now)
    if circuit is Circuit.OPEN:
        raise _closed_door(row, row.breaker, now)
    if circuit is Circuit.HALF_OPEN:
        return _probe(rows, row, now)
    if not _take_token(rows.filter(ask_at__isnull=True), pace):
        wait = max(wait_for_token(row.spoken_for, now, pace), A_MOMENT)
        raise NotNow(Why.PACE, a_little_after(wait), host=host_of(server))
    return circuit


def _take_token(rows: HostStateQuerySet, pace: Pace) -> int:
    """``bucket.taken`` as one statement."""
    full = rows.filter(spoken_for__lte=from_now(pace.ahead))
    return full.update(spoken_for=Greatest(F("spoken_for"), Now()) + pace.interval)


def _probe(rows: HostStateQuerySet, row: HostState, now: datetime) -> Circuit:
    probing = row.breaker.probing(now)
    if not rows.filter(ask_at__lte=Now()).update(**columns_of(probing)):
        raise _closed_door(row, probing, now)  # somebody else is the probe
    return Circuit.HALF_OPEN


def _closed_door(row: HostState, breaker: Breaker, now: datetime) -> NotNow:
    left = breaker.ask_at - now if breaker.ask_at else A_MOMENT
    wait = a_little_after(min(left, ANOTHER_PROBES) if breaker.probed else left)
    return NotNow(Why.CIRCUIT, wait, host=host_of(row.server), code=breaker.code or Code.TIMEOUT)


@contextmanager
def outcome_noted(
    server: str, failures: Set[Code] = OF_THE_HOST, unheard: Set[Code] = NOT_ASKED
) -> Iterator[None]:
    """What the block meets at *server* is known to everybody. Codes that are neither *failures* nor
    *unheard* are its answers."""
    try:
        yield
    except MailError as problem:
        note_outcome(server, problem, failures, unheard)
        raise
    else:
        note_outcome(server, None)


def note_outcome(
    server: str,
    problem: MailError | None,
    failures: Set[Code] = OF_THE_HOST,
    unheard: Set[Code] = NOT_ASKED,
) -> None:
    if isinstance(problem, NotNow | StillRefused):
        return  # nobody was asked
    if problem and problem.code in failures:
        _note_failure(server, problem.code)
    elif problem is None or problem.code not in unheard:
        _note_answer(server)


def _note_failure(server: str, code: Code) -> None:
    with transaction.atomic():
        HostState.objects.get_or_create(pk=server)
        row, now = _now(HostState.objects.filter(pk=server).select_for_update())
        after = row.breaker.failed(code, now)
        HostState.objects.filter(pk=server).update(**columns_of(after))
    if after.openings > row.openings:
        log.warning("circuit open server=%s code=%s", server, code.value)


def _note_answer(server: str) -> None:
    """Usually nothing was known against it, and reading is cheaper than writing."""
    rows = HostState.objects.filter(pk=server).troubled()
    if rows.exists():
        rows.update(**columns_of(Breaker()))


def let_one_try(endpoints: Iterable[Endpoint]) -> None:
    """A person asks: the next one who comes is the probe, whatever the pause was."""
    servers = {server_of(one.host, one.port) for one in endpoints}
    for server in sorted(servers):  # locked in one order, whatever else the transaction does
        rows = HostState.objects.filter(pk=server, ask_at__gt=Now())
        rows.update(ask_at=Now(), probed=False)


def note_refused(server: str) -> None:
    HostState.objects.filter(pk=server).update(refused=F("refused") + 1)


def forget_old() -> None:
    """Nobody has asked these for a day: their accounts are gone, or somewhere else."""
    long_ago = from_now(-FORGOTTEN_AFTER)
    unasked = HostState.objects.filter(spoken_for__lt=long_ago)
    unasked.filter(Q(ask_at__isnull=True) | Q(ask_at__lt=long_ago)).delete()


def host_of(server: str) -> str:
    return server.rpartition(":")[0]


def _now(rows: HostStateQuerySet) -> tuple[HostState, datetime]:
    """The row, and the database's clock."""
    row = rows.annotate(now=Now()).get()
    now: datetime = row.now  # type: ignore[attr-defined]
    return row, now
