"""Finding the servers of an address. Never involves a credential.

    0 ms      everything that may know, in parallel; the MX's answer starts a few more
    1,500 ms  (or when all have answered) nothing yet: probe the usual host names
    first hit a better source is waited for at most 1,500 ms more
    deadline  what is there is the answer; lookups still running are abandoned

Lookups run in daemon threads with deadlines of their own, so an abandoned one neither delays the
answer nor the end of the process.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery import plan
from mail.core.discovery.guesses import best_guess
from mail.core.discovery.plan import Lookup, LookupKind
from mail.core.discovery.presets import Preset
from mail.core.discovery.records import MxRecord
from mail.core.discovery.result import Candidate, Discovery, Outcome, Source, TrailEntry
from mail.core.discovery.trust import trust_of
from mail.core.endpoint import Endpoint, Login
from mail.core.errors import Code, MailError
from mail.transport.lookups import Finding, answer
from mail.transport.policy import Policy

logger = logging.getLogger(__name__)

DEADLINE_S = 8.0
CONCURRENT_LOOKUPS = 16
_NO_PRESETS: Mapping[str, Preset] = {}
_FINAL = frozenset({Code.DOMAIN_NO_MAIL, Code.PROVIDER_NO_IMAP})
_REFUSED = _FINAL | {Code.DOMAIN_UNKNOWN, Code.ADDRESS_INVALID}


def discover(
    address: str,
    policy: Policy,
    *,
    presets: Mapping[str, Preset] = _NO_PRESETS,
    on_progress: Callable[[TrailEntry], None] | None = None,
    deadline_s: float = DEADLINE_S,
) -> Discovery:
    """The servers of *address*, best first, or why there are none. Raises nothing.

    *presets* by domain win over everything. *on_progress* hears of each lookup as it ends, in
    the calling thread. The answer comes within *deadline_s*.
    """
    started = time.monotonic()
    try:
        spec = parse_addr_spec(address)
        candidate = plan.known(spec, presets)
    except MailError as error:
        provider = error.subject if error.code is Code.PROVIDER_NO_IMAP else ""
        return Discovery(address, Outcome.REFUSED, error.code, provider=provider)
    if candidate:
        entry = TrailEntry(candidate.source, domain_of(spec), "found", _ms_since(started))
        return Discovery(
            spec,
            Outcome.FOUND,
            candidates=(candidate,),
            trail=(entry,),
            seconds=time.monotonic() - started,
            provider=candidate.provider,
        )
    search = _Search(spec, policy, on_progress, deadline_s)
    search.run()
    return search.result()


@dataclass(frozen=True, slots=True)
class _Answer:
    lookup: Lookup
    finding: Finding
    problem: MailError | None
    ms: int

    @property
    def word(self) -> str:
        if self.problem:
            return self.problem.code.value
        return "found" if self.finding else "nothing"


class _Search:
    def __init__(
        self,
        address: str,
        policy: Policy,
        on_progress: Callable[[TrailEntry], None] | None,
        deadline_s: float,
    ) -> None:
        self.address = address
        self.domain = domain_of(address)
        self.policy = policy
        self.on_progress = on_progress
        self.started = time.monotonic()
        self.deadline = self.started + deadline_s
        self.slots = threading.Semaphore(CONCURRENT_LOOKUPS)
        self.answers: SimpleQueue[_Answer] = SimpleQueue()
        self.pending: dict[Lookup, float] = {}
        self.found: list[Candidate] = []
        self.found_at = 0.0
        self.reached: list[Endpoint] = []
        self.mx: tuple[MxRecord, ...] = ()
        self.guessing = False
        self.problem: MailError | None = None
        self.settled = False
        self.trail: list[TrailEntry] = []

    def run(self) -> None:
        for lookup in plan.first_lookups(self.domain, ask_ispdb=bool(self.policy.ispdb_url)):
            self._start(lookup)
        while (wait_s := self._wait_s()) > 0:
            try:
                self._take(self.answers.get(timeout=wait_s))
            except Empty:
                continue
        for lookup, since in self.pending.items():
            self._note(lookup, "unfinished", since)

    def result(self) -> Discovery:
        candidates = plan.choose(self.found)
        seconds = time.monotonic() - self.started
        trail = tuple(self.trail)
        if candidates:
            name = candidates[0].provider
            return Discovery(self.address, Outcome.FOUND, None, candidates, trail, seconds, name)
        code = self.problem.code if self.problem else Code.NOT_FOUND
        provider = ""
        if self.problem and code is Code.PROVIDER_NO_IMAP:
            provider = self.problem.subject
        return Discovery(self.address, _outcome(code), code, (), trail, seconds, provider)

    def _wait_s(self) -> float:
        """Seconds to wait for the next answer; zero when the search is over."""
        now = time.monotonic()
        if self.settled:
            return 0
        if self.found:
            best = plan.choose(self.found)[0]
            if not plan.may_be_beaten(best, self.pending):
                return 0
            return min(self.found_at + plan.PATIENCE_S, self.deadline) - now
        guess_at = self.started + plan.GUESS_AFTER_S
        if not self.guessing and (now >= guess_at or not self._awaited()):
            self._start_guessing()
        if self.guessing and not self._awaited():
            return 0
        return (self.deadline if self.guessing else min(guess_at, self.deadline)) - now

    def _awaited(self) -> bool:
        """Whether an answer still matters, after what the MX lookup has said."""
        code = self.problem.code if self.problem else None
        if code is Code.DOMAIN_UNKNOWN:  # no list knows a domain that does not exist
            return any(lookup.kind is not LookupKind.ISPDB for lookup in self.pending)
        if code is Code.DNS_FAILED:  # no host can be looked up either
            return any(lookup.kind is not LookupKind.PROBE for lookup in self.pending)
        return bool(self.pending)

    def _start_guessing(self) -> None:
        self.guessing = True
        for lookup in plan.guess_lookups(self.domain, self.mx):
            self._start(lookup)

    def _start(self, lookup: Lookup) -> None:
        self.pending[lookup] = time.monotonic()
        threading.Thread(target=self._work, args=(lookup,), daemon=True).start()

    def _work(self, lookup: Lookup) -> None:
        """In a thread of its own: answers, whatever happens."""
        since = time.monotonic()
        finding, problem = Finding(), None
        try:
            with self.slots:
                left_s = self.deadline - time.monotonic()
                finding = answer(lookup, self.address, self.policy, timeout_s=left_s)
        except MailError as error:
            problem = error
        except Exception:
            logger.exception("lookup failed kind=%s", lookup.kind)
            problem = MailError(Code.INTERNAL)
        self.answers.put(_Answer(lookup, finding, problem, _ms_since(since)))

    def _take(self, done: _Answer) -> None:
        self._note(done.lookup, done.word, self.pending.pop(done.lookup))
        if done.lookup.kind is LookupKind.MX:
            self._take_mx(done)
        elif done.problem and done.problem.code is Code.BLOCKED_PRIVATE:
            self.problem = done.problem
        if done.finding.endpoint:
            self.reached.append(done.finding.endpoint)
            self._pair_up()
        self._add(done.finding.candidates)

    def _take_mx(self, done: _Answer) -> None:
        self.problem = self.problem or done.problem
        self.settled = done.problem is not None and done.problem.code in _FINAL
        if not done.finding.takes_mail and self.problem is None:
            self.problem = MailError(Code.DOMAIN_NO_MAIL, subject=self.domain)
        self.mx = done.finding.mx
        if done.finding.candidates:
            return
        ask_ispdb = bool(self.policy.ispdb_url)
        for lookup in plan.lookups_after_mx(self.domain, self.mx, ask_ispdb=ask_ispdb):
            self._start(lookup)

    def _pair_up(self) -> None:
        """One candidate of the likeliest hosts that have answered so far."""
        pair = best_guess(self.reached, self.domain, [record.host for record in self.mx])
        if pair is None:
            return
        trust = trust_of(self.domain, Source.GUESS, tuple(endpoint.host for endpoint in pair))
        imap, smtp = (Login(endpoint, self.address) for endpoint in pair)
        self.found = [old for old in self.found if old.source is not Source.GUESS]
        self._add((Candidate(imap, smtp, Source.GUESS, trust),))

    def _add(self, candidates: tuple[Candidate, ...]) -> None:
        if candidates and not self.found_at:
            self.found_at = time.monotonic()
        self.found += candidates

    def _note(self, lookup: Lookup, word: str, since: float) -> None:
        target = f"{lookup.service} {lookup.target}" if lookup.service else lookup.target
        entry = TrailEntry(lookup.source, target, word, _ms_since(since))
        self.trail.append(entry)
        if self.on_progress:
            self.on_progress(entry)


def _outcome(code: Code) -> Outcome:
    if code is Code.DNS_FAILED:
        return Outcome.NETWORK_DOWN
    return Outcome.REFUSED if code in _REFUSED else Outcome.NOT_FOUND


def _ms_since(since: float) -> int:
    return round((time.monotonic() - since) * 1000)
