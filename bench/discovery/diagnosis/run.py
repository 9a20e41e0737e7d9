"""Signing in at every faulty server, and reading the code that comes of it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.discovery.diagnosis.fault import Fault
from bench.internet.canary import Heard, new_password
from bench.internet.net import Internet
from mail.core.endpoint import Service
from mail.core.errors import MailError
from mail.transport.imap_session import check_imap
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from mail.transport.smtp_submission import check_smtp, submit

AT_A_TIME = 8
PATIENCE_S = 4.0
ATTEMPTS_LIMIT = 2
_MESSAGE = b"From: anna@x.net\r\nTo: bo@elsewhere.net\r\nSubject: Hi\r\n\r\nHi\r\n"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """``code`` is empty after a success; ``attempts`` counts how often the password was heard."""

    fault: Fault
    code: str
    said: str
    attempts: int
    leaks: list[str]
    seconds: float

    @property
    def complaint(self) -> str:
        if self.code not in (self.fault.codes or ("",)):
            return f"{self.code or 'success'}, not {' or '.join(self.fault.codes) or 'success'}"
        if self.attempts > ATTEMPTS_LIMIT:
            return f"{self.attempts} attempts"
        if self.fault.quotes not in self.said:
            return f"the server's words are lost: {self.said!r}"
        return f"took {self.seconds:.1f} s" if self.seconds > 2 * PATIENCE_S else ""


def diagnoses(net: Internet, policy: Policy, faults: Iterable[Fault]) -> list[Diagnosis]:
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        return list(pool.map(lambda fault: _diagnosis(net, policy, fault), faults))


def _diagnosis(net: Internet, policy: Policy, fault: Fault) -> Diagnosis:
    password = new_password(fault.unusual)
    net.watch.expect(password)
    started, code, said = time.monotonic(), "", ""
    try:
        _attempt(fault, Secret(password), policy)
    except MailError as problem:
        code, said = problem.code.value, problem.server_said
    seconds = time.monotonic() - started
    heard = net.watch.forget(password)
    leaks = [f"{one.host} port {one.port}" for one in heard if not _is_proper(one, fault)]
    return Diagnosis(fault, code, said, len(heard), leaks, seconds)


def _attempt(fault: Fault, secret: Secret, policy: Policy) -> None:
    if fault.login.endpoint.service is Service.IMAP:
        check_imap(fault.login, secret, policy, timeout_s=PATIENCE_S)
    elif fault.sends:
        submit(
            fault.login, secret, policy, sender="anna@x.net", recipients=["bo@elsewhere.net"],
            raw=_MESSAGE, on_data=lambda: None, timeout_s=PATIENCE_S,
        )  # fmt: skip
    else:
        check_smtp(fault.login, secret, policy, timeout_s=PATIENCE_S)


def _is_proper(heard: Heard, fault: Fault) -> bool:
    return heard.encrypted and heard.host == fault.login.endpoint.host
