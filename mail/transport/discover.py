"""Finding the servers of an address. Never involves a credential.

    0 ms      everything that may know, in parallel; the MX's answer starts a few more
      600 ms  (or when all have answered) nothing yet: the rarer sources
      800 ms  (or when all have answered) nothing yet: the usual host names
    first hit a better source is waited for at most 1,500 ms more
    deadline  what is there is the answer; lookups still running are abandoned

What a source names is probed at once, so that a file with a dead server does not win over the
next one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery import plan
from mail.core.discovery.guesses import prefill
from mail.core.discovery.presets import Preset
from mail.core.discovery.reserved_names import is_reserved
from mail.core.discovery.result import Discovery, Outcome, TrailEntry
from mail.core.discovery.suggestions import suggested_domain
from mail.core.errors import Code, MailError
from mail.transport.policy import Policy
from mail.transport.search import Search

DEADLINE_S = 7.0
_NO_PRESETS: Mapping[str, Preset] = {}
_ABOUT_A_PROVIDER = frozenset({Code.PROVIDER_NO_IMAP, Code.GATEWAY_MX})
_REFUSED = frozenset(
    {
        Code.ADDRESS_INVALID, Code.DOMAIN_UNKNOWN, Code.DOMAIN_NO_MAIL, Code.PROVIDER_NO_IMAP,
        Code.PROVIDER_POP_ONLY, Code.PROVIDER_PLAINTEXT_ONLY, Code.BLOCKED_PRIVATE,
    }
)  # fmt: skip


def discover(
    address: str,
    policy: Policy,
    *,
    presets: Mapping[str, Preset] = _NO_PRESETS,
    probe_tables: bool = False,
    on_progress: Callable[[TrailEntry], None] | None = None,
    deadline_s: float = DEADLINE_S,
) -> Discovery:
    """The servers of *address*, best first, or why there are none. Raises nothing.

    *presets* by domain win over everything. *probe_tables* is True when what our own table says
    has turned out to be wrong: then it is believed only where its servers answer. *on_progress*
    hears of each lookup as it ends, in the calling thread. The answer comes within *deadline_s*.
    """
    started = time.monotonic()
    try:
        spec = parse_addr_spec(address)
        _check_domain(domain_of(spec), policy, presets)
        known = plan.known(spec, presets)
    except MailError as error:
        return _refused(address, error)
    if known and not probe_tables:
        entry = TrailEntry(known[0].source, domain_of(spec), "found", 0)
        return Discovery(
            spec,
            Outcome.FOUND,
            candidates=known,
            trail=(entry,),
            seconds=time.monotonic() - started,
            provider=known[0].provider,
        )
    search = Search(spec, policy, on_progress, started + deadline_s, seed=known)
    search.run()
    return _told(search, time.monotonic() - started)


def _check_domain(domain: str, policy: Policy, presets: Mapping[str, Preset]) -> None:
    """Names of private networks are looked up only where the administrator opened one."""
    if is_reserved(domain) and not policy.private_networks and domain not in presets:
        raise MailError(Code.BLOCKED_PRIVATE, subject=domain)


def _refused(address: str, error: MailError) -> Discovery:
    provider = error.subject if error.code is Code.PROVIDER_NO_IMAP else ""
    meant = _suggestion(address) if error.code is Code.ADDRESS_INVALID else ""
    return Discovery(address, Outcome.REFUSED, error.code, provider=provider, suggestion=meant)


def _suggestion(address: str) -> str:
    """Another address that may have been meant, if the domain looks misspelt."""
    local, _, domain = address.strip().rpartition("@")
    try:
        meant = suggested_domain(domain)
        return parse_addr_spec(f"{local}@{meant}") if local and meant else ""
    except MailError:
        return ""


def _told(search: Search, seconds: float) -> Discovery:
    address, trail = search.address, tuple(search.trail)
    candidates = () if search.final else search.board.offers()
    if candidates:
        return Discovery(
            address,
            Outcome.FOUND,
            candidates=candidates,
            trail=trail,
            seconds=seconds,
            provider=candidates[0].provider,
            suggestion=_suggestion(address),
        )
    problem = search.problem()
    outcome = _outcome(problem.code)
    return Discovery(
        address,
        outcome,
        problem.code,
        prefill=None if outcome is Outcome.REFUSED else prefill(address, search.names),
        trail=trail,
        seconds=seconds,
        provider=problem.subject if problem.code in _ABOUT_A_PROVIDER else "",
        suggestion=_suggestion(address),
    )


def _outcome(code: Code) -> Outcome:
    if code is Code.DNS_FAILED:
        return Outcome.NETWORK_DOWN
    return Outcome.REFUSED if code in _REFUSED else Outcome.NOT_FOUND
