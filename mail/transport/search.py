"""One search for the servers of an address: asks, takes the answers, knows when to stop.

Lookups run in daemon threads with deadlines of their own, so an abandoned one neither delays the
answer nor the end of the process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from mail.core.address import domain_of
from mail.core.discovery import plan
from mail.core.discovery.board import Board
from mail.core.discovery.guesses import best_guess
from mail.core.discovery.mail_flow import forwarder_for_mx, gateway_for_mx
from mail.core.discovery.plan import Lookup, LookupKind
from mail.core.discovery.reserved_names import is_reserved
from mail.core.discovery.result import Candidate, Source, TrailEntry, Trust
from mail.core.discovery.trust import trust_of
from mail.core.endpoint import Endpoint, Login
from mail.core.errors import Code, MailError
from mail.transport.guard import MAIL_PORTS
from mail.transport.lookups import Finding, answer
from mail.transport.policy import Policy

logger = logging.getLogger(__name__)

CONCURRENT_LOOKUPS = 24
"""Sockets of one search. The usual host names alone are a dozen servers."""

CERTIFICATE_NAMES = 2
"""Names of a wrong certificate that are asked for."""

_FINAL = frozenset({Code.DOMAIN_NO_MAIL, Code.PROVIDER_NO_IMAP})

# The most telling one first.
_RANKING = (
    Code.DOMAIN_UNKNOWN, Code.DOMAIN_NO_MAIL, Code.PROVIDER_NO_IMAP, Code.PROVIDER_POP_ONLY,
    Code.PROVIDER_PLAINTEXT_ONLY, Code.BLOCKED_PRIVATE, Code.DNS_FAILED, Code.GATEWAY_MX,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    lookup: Lookup
    finding: Finding
    problem: MailError | None
    since: float

    @property
    def word(self) -> str:
        if self.problem:
            return self.problem.code.value
        return "found" if self.finding else "nothing"


class Search:
    """``board`` holds what was found, ``trail`` what was asked, ``names`` which hosts resolve;
    ``final`` says that the matter is settled: there can be no servers. *seed* is what our own
    table says, when it has to be proved."""

    def __init__(
        self,
        address: str,
        policy: Policy,
        on_progress: Callable[[TrailEntry], None] | None,
        deadline: float,
        *,
        seed: tuple[Candidate, ...] = (),
    ) -> None:
        self.address = address
        self.domain = domain_of(address)
        self.board = Board(probes_tables=bool(seed))
        self.trail: list[TrailEntry] = []
        self.names: frozenset[str] = frozenset()
        self._seed = seed
        self._policy = policy
        self._on_progress = on_progress
        self._started = time.monotonic()
        self._deadline = deadline
        self._slots = threading.Semaphore(CONCURRENT_LOOKUPS)
        self._answers: SimpleQueue[_Answer] = SimpleQueue()
        self._pending: dict[Lookup, float] = {}
        self._asked: set[Lookup] = set()
        self._offered_since = 0.0
        self._reached: list[Endpoint] = []
        self._mx_hosts: tuple[str, ...] = ()
        self.final: MailError | None = None
        self._problems: dict[Code, MailError] = {}
        self._is_late = False
        self._is_guessing = False

    def run(self) -> None:
        self._offer(self._seed)
        self._start(plan.first_lookups(self.domain, ask_ispdb=bool(self._policy.ispdb_url)))
        while (wait_s := self._wait_s()) > 0:
            try:
                self._take(self._answers.get(timeout=wait_s))
            except Empty:
                continue
        for lookup, since in self._pending.items():
            self._note(lookup, "unfinished", since)

    def problem(self) -> MailError:
        """Why nothing was found."""
        if self.final:
            return self.final
        code = next((code for code in _RANKING if code in self._problems), None)
        return self._problems[code] if code else MailError(Code.NOT_FOUND, subject=self.domain)

    def _wait_s(self) -> float:
        """Seconds to wait for the next answer; zero or less when the search is over."""
        now = time.monotonic()
        if self._is_settled():
            return 0
        best = self.board.best()
        if best is None:
            self._offered_since = 0.0
            self._ask_more(now)
            return (self._next_step_at() if self._pending else now) - now
        self._offered_since = self._offered_since or now
        return min(self._offered_since + self._patience_s(best), self._deadline) - now

    def _is_settled(self) -> bool:
        """Whether no answer matters any more, after what the MX lookup has said."""
        if self.final:
            return True
        # A list may know a domain that the DNS in reach does not; nobody else can.
        return Code.DOMAIN_UNKNOWN in self._problems and not any(
            lookup.kind is LookupKind.ISPDB for lookup in self._pending
        )

    def _ask_more(self, now: float) -> None:
        """Nothing may be offered yet: ask the rarer sources, and in the end guess."""
        if Code.DOMAIN_UNKNOWN in self._problems:
            return
        if not self._is_late and (self._is_quiet() or now >= self._started + plan.LATE_AFTER_S):
            self._is_late = True
            self._start(plan.late_lookups(self.domain))
        if not self._is_guessing and (
            self._is_quiet() or now >= self._started + plan.GUESS_AFTER_S
        ):
            self._is_guessing = True
            self._start(plan.guess_lookups(self.domain, self._mx_hosts))

    def _is_quiet(self) -> bool:
        return not self._pending

    def _next_step_at(self) -> float:
        steps = [self._deadline]
        if not self._is_late:
            steps.append(self._started + plan.LATE_AFTER_S)
        if not self._is_guessing:
            steps.append(self._started + plan.GUESS_AFTER_S)
        return min(steps)

    def _patience_s(self, best: Candidate) -> float:
        """How long an answer on its way that could bring something better than *best* is worth
        waiting for, since there has been something to offer."""
        if any(plan.may_beat(lookup, best, self._mx_hosts) for lookup in self._pending):
            return plan.LISTED_PATIENCE_S if best.source is Source.MX else plan.PATIENCE_S
        is_open = self.board.is_open(best) or self.board.has_open_above(best)
        return plan.PROBE_PATIENCE_S if is_open else 0

    def _start(self, lookups: Iterable[Lookup]) -> None:
        for lookup in lookups:
            if lookup not in self._asked:
                self._asked.add(lookup)
                self._pending[lookup] = time.monotonic()
                threading.Thread(target=self._work, args=(lookup,), daemon=True).start()

    def _work(self, lookup: Lookup) -> None:
        """In a thread of its own: answers, whatever happens."""
        since = time.monotonic()
        finding, problem = Finding(), None
        try:
            with self._slots:
                left_s = self._deadline - time.monotonic()
                finding = answer(lookup, self.address, self._policy, timeout_s=left_s)
        except MailError as error:
            problem = error
        except Exception:
            logger.exception("lookup failed kind=%s", lookup.kind)
            problem = MailError(Code.INTERNAL)
        self._answers.put(_Answer(lookup, finding, problem, since))

    def _take(self, done: _Answer) -> None:
        self._pending.pop(done.lookup)
        self._note(done.lookup, done.word, done.since)
        if done.problem and done.problem.code in _RANKING:
            self._keep_problem(done.problem, done.lookup)
        if done.finding.problem:
            self._keep(MailError(done.finding.problem, subject=self.domain))
        if done.lookup.kind is LookupKind.MX:
            self._take_mx(done)
        elif done.lookup.kind is LookupKind.PROBE:
            self._take_probe(done)
        elif done.finding.vouches:
            self.board.raise_trust(plan.BY_MX, Trust.A)
        self.names |= done.finding.names
        self._offer(done.finding.candidates)

    def _keep_problem(self, problem: MailError, lookup: Lookup) -> None:
        # A DNS that fails for one of many names says nothing; for the MX it says it all.
        if problem.code is Code.DNS_FAILED and lookup.kind is not LookupKind.MX:
            return
        self._keep(problem)

    def _keep(self, problem: MailError) -> None:
        self._problems.setdefault(problem.code, problem)

    def _take_mx(self, done: _Answer) -> None:
        if done.problem and done.problem.code in _FINAL:
            self.final = done.problem
        elif not done.finding.takes_mail:
            self._keep(MailError(Code.DOMAIN_NO_MAIL, subject=self.domain))
        hosts = [record.host for record in done.finding.mx if record.host]
        self._mx_hosts = tuple(host for host in hosts if not plan.hides_mailbox(host))
        if hosts and not done.finding.candidates:
            self._take_gateway(hosts[0])
        if not done.finding.candidates:
            ask_ispdb = bool(self._policy.ispdb_url)
            self._start(plan.lookups_after_mx(self.domain, done.finding.mx, ask_ispdb=ask_ispdb))

    def _take_gateway(self, host: str) -> None:
        if filter_name := gateway_for_mx(host):
            self._keep(MailError(Code.GATEWAY_MX, subject=filter_name))
        elif forwarder_name := forwarder_for_mx(host):
            self._keep(MailError(Code.PROVIDER_NO_IMAP, subject=forwarder_name))

    def _take_probe(self, done: _Answer) -> None:
        endpoint = done.lookup.endpoint
        assert endpoint is not None
        self.board.note(endpoint, done.problem.code if done.problem else None)
        if done.problem and done.problem.certificate:
            self._ask_for(endpoint, done.problem.certificate.names)
        if done.problem is None and done.lookup.source is Source.GUESS:
            self._reached.append(endpoint)
            self._pair_up()

    def _ask_for(self, endpoint: Endpoint, names: tuple[str, ...]) -> None:
        """A hoster's server often stands behind a customer's name, with a certificate for its
        own: ask it by that name. Whether a password may go there is for a person to say."""
        hosts = [name.lower() for name in names if "*" not in name and "." in name]
        self._start(
            plan.probe_lookup(replace(endpoint, host=host), Source.GUESS)
            for host in hosts[:CERTIFICATE_NAMES]
        )

    def _pair_up(self) -> None:
        """One candidate of the likeliest servers that have answered so far."""
        pair = best_guess(self._reached, self.domain, self._mx_hosts)
        if pair is None:
            return
        trust = trust_of(self.domain, Source.GUESS, tuple(endpoint.host for endpoint in pair))
        imap, smtp = (Login(endpoint, self.address) for endpoint in pair)
        self.board.replace_guess(Candidate(imap, smtp, Source.GUESS, trust))

    def _offer(self, candidates: tuple[Candidate, ...]) -> None:
        allowed = [one for one in candidates if self._may_be_asked(one)]
        if len(allowed) < len(candidates):
            self._keep(MailError(Code.BLOCKED_PRIVATE, subject=self.domain))
        if allowed:
            source = allowed[0].source
            self._start(
                plan.probe_lookup(endpoint, source)
                for endpoint in self.board.add(allowed)
                if plan.probe_lookup(endpoint, Source.GUESS) not in self._asked
            )

    def _may_be_asked(self, candidate: Candidate) -> bool:
        """Whether the guard could let us through at all: never on odd ports of public hosts, nor
        to a name that only a private network can know."""
        return bool(self._policy.private_networks) or all(
            login.endpoint.port in MAIL_PORTS[login.endpoint.service]
            and not _is_private(login.endpoint.host)
            for login in (candidate.imap, candidate.smtp)
        )

    def _note(self, lookup: Lookup, word: str, since: float) -> None:
        ms = round((time.monotonic() - since) * 1000)
        entry = TrailEntry(lookup.source, lookup.target, word, ms)
        self.trail.append(entry)
        if self._on_progress:
            self._on_progress(entry)


def _is_private(host: str) -> bool:
    return ("." not in host and ":" not in host) or is_reserved(host)
