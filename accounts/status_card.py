"""How an email account fares, as its person reads it: receiving and sending each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import clock
from accounts.engine import Engine, engine_of
from accounts.event_words import LogRow, fault_of, log_rows
from accounts.help_links import for_problem
from accounts.models import ConnectionEvent, EmailAccount
from accounts.models.service_states import ServiceState
from accounts.oauth.offers import OF_A_SIGN_IN
from accounts.problems import Problem, explain
from accounts.shortfall import Shortfall, sentence
from accounts.silent_servers import Silent, in_words, silent_servers
from mail.core.endpoint import Service
from mail.core.errors import Code

SHOWN_EVENTS = 20
SHOWN_LACKS = 5
"""The page about folders has them all."""

_WANTS_PASSWORD = frozenset(
    {Code.AUTH_FAILED, Code.APP_PASSWORD_NEEDED, Code.PASSWORD_EXPIRED, Code.SECRET_UNREADABLE}
)


@dataclass(frozen=True, slots=True)
class ServiceCard:
    """``state`` is ``works``, ``incomplete``, ``problem`` or ``waiting``; ``lines`` are ready
    sentences, ``lacks`` those about folders of which not everything is here or can be read."""

    service: str
    title: str
    state: str
    state_label: str
    problem: Problem | None
    help_url: str
    lines: list[str]
    wants_password: bool
    signs_in_again: bool = False
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatusCard:
    services: list[ServiceCard]
    log: list[LogRow]
    can_be_tried: bool


def status_card(account: EmailAccount) -> StatusCard:
    events = list(ConnectionEvent.objects.filter(account=account).newest_first()[:SHOWN_EVENTS])
    engine, silent = engine_of(account), silent_servers([account])
    cards = [_service(account, service, engine, events, silent) for service in Service]
    in_trouble = any(card.problem for card in cards)
    asks = any(card.wants_password or card.signs_in_again for card in cards)
    return StatusCard(cards, log_rows(events), can_be_tried=in_trouble and not asks)


def _service(
    account: EmailAccount,
    service: Service,
    engine: Engine,
    events: list[ConnectionEvent],
    silent: Silent,
) -> ServiceCard:
    titles = {Service.IMAP: _("Receiving"), Service.SMTP: _("Sending")}
    state = account.state_of(service)
    lacks = _lacks(state, engine)
    waits = [] if state.stopped else in_words(account.endpoint(service), silent)
    is_missing = any(lack.is_missing for lack in lacks)
    how = _how(state, is_missing=is_missing)
    key, label = ("waiting", _("Waiting")) if waits and not state.problem else how
    problem = _problem(account, state)
    return ServiceCard(
        service=state.service.value,
        title=titles[state.service],
        state=key,
        state_label=label,
        problem=problem,
        help_url=for_problem(problem, account.user),
        lines=[line for line in _lines(state, engine, events, waits) if line],
        wants_password=wants_password(state),
        signs_in_again=state.problem is not None and state.problem.code in OF_A_SIGN_IN,
        lacks=_sentences(lacks),
    )


def _problem(account: EmailAccount, state: ServiceState) -> Problem | None:
    if state.problem is None:
        return None
    endpoint = account.endpoint(state.service)
    return explain(state.problem, endpoint=endpoint, address=account.address)


def wants_password(state: ServiceState) -> bool:
    """Whether typing the password again is what mends it, and trying the old one is no use."""
    return state.problem is not None and state.problem.code in _WANTS_PASSWORD


def _lacks(state: ServiceState, engine: Engine) -> tuple[Shortfall, ...]:
    if state.service is not Service.IMAP:
        return ()
    lacks = [lack for lack in engine.shortfalls if not lack.passes]
    return tuple(sorted(lacks, key=lambda lack: not lack.is_missing))


def _sentences(lacks: Sequence[Shortfall]) -> tuple[str, ...]:
    if len(lacks) <= SHOWN_LACKS + 1:
        return tuple(sentence(lack) for lack in lacks)
    rest = len(lacks) - SHOWN_LACKS
    more = ngettext(
        "%(count)d more folder is not complete.", "%(count)d more folders are not complete.", rest
    )
    return (*(sentence(lack) for lack in lacks[:SHOWN_LACKS]), more % {"count": rest})


def _how(state: ServiceState, *, is_missing: bool) -> tuple[str, str]:
    if state.problem:
        return "problem", _("Problem")
    if state.stopped:
        return "waiting", _("Waiting")
    if state.worked_at is None:
        return "waiting", _("Not tried yet")
    if is_missing:
        return "incomplete", _("Not everything is here")
    return "works", _("Works")


def _lines(
    state: ServiceState, engine: Engine, events: list[ConnectionEvent], waits: list[str]
) -> list[str]:
    if waits:
        return [*waits, _last_success(state)]
    if state.problem or state.stopped:
        return [_since(state), _last_success(state), _next_try(state, engine)]
    return [_since(state), _last_success(state), _last_fault(state, events)]


def _since(state: ServiceState) -> str:
    if state.stopped and state.problem is None:
        return _("The server refused the password for receiving, and sending uses the same one.")
    if state.since is None:
        return ""
    when = {"when": clock.moment(state.since)}
    return _("Since %(when)s.") % when if state.problem else _("Works since %(when)s.") % when


def _last_success(state: ServiceState) -> str:
    if state.worked_at is None:
        return ""
    return _("Last success: %(when)s.") % {"when": clock.moment(state.worked_at)}


def _last_fault(state: ServiceState, events: list[ConnectionEvent]) -> str:
    for event in events:
        fault = fault_of(event) if event.service == state.service.value else None
        if fault:
            words = {"when": clock.moment(event.at), "problem": explain(fault).title}
            return _("Last fault, %(when)s: %(problem)s.") % words
    return ""


def _next_try(state: ServiceState, engine: Engine) -> str:
    if state.stopped:
        return _("Nothing is tried until you act, so that the provider does not lock the account.")
    at = engine.receives_at if state.service is Service.IMAP else engine.sends_at
    if at is None:
        return _("It is tried again when there is something to do.")
    if at <= timezone.now():
        return _("It is being tried now.")
    if clock.is_today(at):
        return _("Next try at %(time)s.") % {"time": clock.time_of_day(at)}
    return _("Next try: %(when)s.") % {"when": clock.date_and_time(at)}
