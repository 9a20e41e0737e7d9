"""One address, and what has to come of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from mail.core.discovery.presets import Preset
from mail.core.discovery.result import Candidate, Discovery, Method

FOUND = "found"


@dataclass(frozen=True, slots=True)
class Expected:
    """Empty collections mean that anything will do. Endpoints are written host:port:security."""

    outcomes: Collection[str] = (FOUND,)
    codes: Collection[str] = ()
    imap: Collection[str] = ()
    smtp: Collection[str] = ()
    usernames: Collection[str] = ()
    trusts: Collection[str] = ()
    ask: str = ""
    prefilled: bool = False
    """Nothing is known: the form is filled with what is usual."""
    never: Collection[str] = ()
    """Hosts that may not be offered at all."""
    sources: Collection[str] = ()
    vouched: Collection[str] = ()
    """Hosts to which the domain points as well: not the best answer, but no leak."""
    suggests: str = ""
    """The domain that may have been meant."""


@dataclass(frozen=True, slots=True)
class Case:
    """*ispdb* is "" (nobody is asked), "mirror" or "directory"."""

    group: str
    name: str
    address: str
    expected: Expected
    ispdb: str = ""
    presets: Mapping[str, Preset] = field(default_factory=dict)
    table_is_wrong: bool = False
    """Which a sign-in has shown before."""

    @property
    def password_hosts(self) -> frozenset[str]:
        """Where the password may be heard, beside hosts of the address's own domain."""
        endpoints = (*self.expected.imap, *self.expected.smtp)
        return frozenset(endpoint.rsplit(":", 2)[0] for endpoint in endpoints)

    def may_hear_password(self, host: str) -> bool:
        domain = self.address.rpartition("@")[2]
        is_own = host == domain or host.endswith(f".{domain}")
        is_named = host in self.password_hosts or host in self.expected.vouched
        return (is_own or is_named) and host not in self.expected.never


def complaints(case: Case, found: Discovery) -> list[str]:
    """What is not as expected; empty when all is well."""
    expected = case.expected
    said = []
    code = found.code.value if found.code else ""
    if expected.outcomes and found.outcome.value not in expected.outcomes:
        said.append(f"outcome {found.outcome.value} ({code or 'no code'})")
    elif expected.codes and code not in expected.codes:
        said.append(f"code {code or 'none'}")
    if found.candidates and FOUND in expected.outcomes:
        said += _about(found.candidates[0], expected)
    offered = {login.endpoint.host for c in found.candidates for login in (c.imap, c.smtp)}
    said += [f"offers {host}" for host in sorted(offered & set(expected.never))]
    if expected.suggests and not found.suggestion.endswith(f"@{expected.suggests}"):
        said.append(f"suggests {found.suggestion or 'nothing'}")
    if expected.prefilled and not _is_prefilled(found):
        said.append("the form is not filled")
    return said


def _about(best: Candidate, expected: Expected) -> list[str]:
    said = []
    for login, endpoints in ((best.imap, expected.imap), (best.smtp, expected.smtp)):
        if endpoints and str(login.endpoint) not in endpoints:
            said.append(f"{login.endpoint.service} {login.endpoint} by {best.source}")
    if expected.usernames and best.imap.username not in expected.usernames:
        said.append(f"user name {best.imap.username}")
    if expected.trusts and best.trust.value not in expected.trusts:
        said.append(f"trust {best.trust.value} by {best.source}")
    if expected.sources and best.source.value not in expected.sources:
        said.append(f"by {best.source.value}")
    return said + _about_method(best, expected.ask)


def _about_method(best: Candidate, ask: str) -> list[str]:
    if ask == "oauth" and best.method is not Method.OAUTH:
        return [f"asks for {best.method.value}, not oauth"]
    if ask == "app" and best.method is Method.PASSWORD:
        return ["does not ask for an app password"]
    if ask == "hint" and best.method is Method.PASSWORD and not best.hint_code:
        return ["says nothing about what to switch on first"]
    return []


def _is_prefilled(found: Discovery) -> bool:
    """Whether there is an IMAP and an SMTP host to start from."""
    pair = getattr(found, "prefill", None) or ()
    return bool(found.candidates) or sum(bool(login.endpoint.host) for login in pair) == 2
