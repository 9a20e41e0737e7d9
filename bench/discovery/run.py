"""Asking the engine about every case, several at a time, and signing in as the wizard would."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

from bench.discovery.case import FOUND, Case, complaints
from bench.internet.canary import Heard, new_password
from bench.internet.net import Internet
from mail.core.discovery.result import Candidate, Discovery, Method
from mail.core.errors import MailError
from mail.transport.discover import discover
from mail.transport.imap_session import check_imap
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_submission import check_smtp

AT_A_TIME = 8
AT_A_TIME_MEASURED = 4
"""Internet and engine share one interpreter, which must not be busy when times are measured."""
LIMIT_S = 8.0
SIGN_IN_S = 10.0


@dataclass(frozen=True, slots=True)
class Result:
    """``leaks`` are words about each time that the password was heard where it may not be."""

    case: Case
    complaints: list[str]
    seconds: float
    trail: list[str] = field(default_factory=list)
    leaks: list[str] = field(default_factory=list)
    attempts: int = 0

    @property
    def passed(self) -> bool:
        return not self.complaints and not self.leaks


class Runner:
    """*ispdb* says what "mirror" and "directory" stand for. Latency would slow the sign-in too,
    which is no part of finding the servers; so it can be left out."""

    def __init__(
        self,
        net: Internet,
        ispdb: dict[str, str],
        *,
        signs_in: bool = True,
        at_a_time: int = AT_A_TIME,
    ) -> None:
        self._net = net
        self._at_a_time = at_a_time
        self._signs_in = signs_in
        self._ispdb = ispdb
        self.policy = Policy(extra_ca_file=net.authority.ca_file, dns_servers=(net.resolver,))

    def run(self, cases: Iterable[Case]) -> list[Result]:
        with ThreadPoolExecutor(self._at_a_time) as pool:
            return list(pool.map(self.ask, cases))

    def ask(self, case: Case) -> Result:
        policy = replace(self.policy, ispdb_url=self._ispdb.get(case.ispdb, ""))
        knocked = len(self._net.connector.forbidden)
        started = time.monotonic()
        found = discover(
            case.address, policy, presets=case.presets, probe_tables=case.table_is_wrong
        )
        seconds = time.monotonic() - started
        said = complaints(case, found)
        if seconds > LIMIT_S + 0.5:
            said.append(f"took {seconds:.1f} s")
        heard, refused = self._signed_in(found, policy) if self._signs_in else ([], "")
        if refused and FOUND in case.expected.outcomes and not said:
            said.append(refused)
        if self._at_a_time == 1:  # nobody else can have been it
            said += [f"knocked at {place}" for place in self._net.connector.forbidden[knocked:]]
        trail = [f"{e.source.value} {e.target}: {e.result} ({e.ms} ms)" for e in found.trail]
        leaks = [_leak(one) for one in heard if not _is_proper(one, case)]
        return Result(case, said, seconds, trail, leaks, len(heard))

    def _signed_in(self, found: Discovery, policy: Policy) -> tuple[list[Heard], str]:
        """What was heard of a password that no person was asked about, and why it failed."""
        best = found.candidates[0] if found.candidates else None
        if best is None or best.trust.needs_confirmation or best.method is Method.OAUTH:
            return [], ""
        password = new_password()
        self._net.watch.expect(password)
        refused = _sign_in(best, Secret(password), policy)
        return self._net.watch.forget(password), refused


def _sign_in(best: Candidate, secret: Secret, policy: Policy) -> str:
    try:
        check_imap(best.imap, secret, policy, timeout_s=SIGN_IN_S)
        check_smtp(best.smtp, secret, policy, timeout_s=SIGN_IN_S)
    except MailError as problem:
        return f"signing in failed: {problem.code.value} {problem.subject}"
    return ""


def _is_proper(heard: Heard, case: Case) -> bool:
    return heard.encrypted and case.may_hear_password(heard.host)


def _leak(heard: Heard) -> str:
    how = "verified TLS" if heard.encrypted else "no verified TLS"
    return f"password heard at {heard.host} port {heard.port}, {how}"
