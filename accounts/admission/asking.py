"""Asking before a connection, and saying how it went after it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.db import transaction

from accounts.admission import host, slots
from accounts.admission.mailbox import raise_if_crowded
from accounts.admission.slots import Asked
from accounts.models import EmailAccount
from accounts.models.connection_slot import Purpose
from accounts.models.host_state import server_of
from mail.core.endpoint import Endpoint
from mail.core.errors import Code, MailError
from mail.core.sync.breaker import Circuit
from mail.core.sync.not_now import NotNow, Why
from mail.core.sync.provider_limits import limits_of

_USUAL_END = {purpose: frozenset({Code.DROPPED}) for purpose in Purpose}
_USUAL_END[Purpose.IDLE] |= {Code.TIMEOUT}
_OF_A_TOKEN_SERVER = frozenset({Code.OAUTH_TEMPORARY})

CONNECT_S, PROBE_S = 10.0, 5.0
"""For each of connecting, encrypting and being greeted. A server that failed last gets less: nobody
should wait long to see it fail again."""


@dataclass(slots=True)
class Admission:
    """Leave to connect. *connect_s* is for each step until the server has spoken."""

    slot: slots.Slot
    circuit: Circuit
    is_open: bool = False

    @property
    def connect_s(self) -> float:
        return CONNECT_S if self.circuit is Circuit.CLOSED else PROBE_S

    def opened(self) -> None:
        """Signed in."""
        self.is_open = True
        self.slot.note_opened()


@contextmanager
def admitted(
    account: EmailAccount, endpoint: Endpoint, purpose: Purpose, *, patience_s: float = 0.0
) -> Iterator[Admission]:
    """The block may connect to *endpoint* for *account*, and what it meets there is noted.

    Waits for *patience_s* when it is a matter of a moment. The slot of an idle connection stays
    taken after the block (:mod:`accounts.admission.idle`). Raises NotNow.
    """
    server = server_of(endpoint.host, endpoint.port)
    asked = Asked(account.pk, server, purpose, mailbox=account.key)
    admission = _ask_patiently(asked, time.monotonic() + patience_s)
    with _given_back(admission), _outcome_noted(server, admission):
        yield admission


@contextmanager
def admitted_for_token(account_id: int, url: str) -> Iterator[None]:
    """The same for a provider's token endpoint: when it hangs, so do not all who ask it."""
    place = urlsplit(url)
    server = server_of(place.hostname or "", place.port or 443)
    asked = Asked(account_id, server, Purpose.TOKEN)
    admission = _ask_patiently(asked, time.monotonic())
    with _given_back(admission), host.outcome_noted(server, _OF_A_TOKEN_SERVER, frozenset()):
        yield


@contextmanager
def _outcome_noted(server: str, admission: Admission) -> Iterator[None]:
    """What breaks a session that was open is seldom the host's: a message at which it hangs up, or
    a connection on which nothing was said for minutes."""
    try:
        yield
    except MailError as problem:
        usual = admission.is_open and problem.code in _USUAL_END[admission.slot.purpose]
        if not usual:
            host.note_outcome(server, problem)
        raise
    else:
        host.note_outcome(server, None)


@contextmanager
def _given_back(admission: Admission) -> Iterator[None]:
    """An idle connection that was opened outlives the block: it is the watcher's from then on."""
    outlives = False
    try:
        yield
        outlives = admission.is_open and admission.slot.purpose is Purpose.IDLE
    finally:
        if not outlives:
            admission.slot.give_back()


def _ask_patiently(asked: Asked, ends_at: float) -> Admission:
    while True:
        try:
            return _ask(asked)
        except NotNow as not_now:
            wait_s = not_now.wait.total_seconds()
            if not_now.why is Why.CIRCUIT or time.monotonic() + wait_s > ends_at:
                host.note_refused(asked.server)
                raise
        time.sleep(wait_s)


@transaction.atomic
def _ask(asked: Asked) -> Admission:
    limits = limits_of(host.host_of(asked.server))
    circuit = host.take_turn(asked.server, limits.sign_ins)
    raise_if_crowded(asked, limits)
    return Admission(slots.take_slot(asked, circuit, limits), circuit)
