"""Looking for the servers of an attempt's address. No credential is involved.

The task may run twice: it begins with a conditional update that only one run wins.
"""

from __future__ import annotations

import time

from accounts import connect
from accounts.models import SetupAttempt
from accounts.models.setup_attempt import SetupState
from accounts.services import found_servers
from accounts.services.attempt_work import claim, write_unless_decided
from mail.core.address import domain_of
from mail.core.discovery.guesses import prefill
from mail.core.discovery.result import Candidate, Discovery, TrailEntry
from mail.core.errors import Code, MailError
from mail.transport.discover import discover

NOTE_EVERY_S = 0.25
"""How often the row learns what was asked, while somebody watches."""


def find_servers(attempt: SetupAttempt) -> None:
    if not claim(attempt, SetupState.FINDING):
        return
    _note(attempt, _search(attempt, _Trail(attempt)))
    # Advanced settings may have been saved meanwhile; what a person typed wins.
    write_unless_decided(attempt, SetupState.FINDING)


def look_elsewhere(attempt: SetupAttempt) -> bool:
    """Whether other servers were found than those our tables gave, which do not answer.

    They are noted in *attempt*, which the caller stores.
    """
    attempt.looked_again = True
    found = _search(attempt, None)
    best = found.candidates[0] if found.candidates else None
    if best is None or best.imap.endpoint == attempt.logins[best.imap.endpoint.service].endpoint:
        return False
    _note(attempt, found)
    attempt.confirmed = False  # whatever it was said of, it was another host
    return True


def take_guesses(attempt: SetupAttempt, found: Discovery | None) -> None:
    """Nothing was found: fill the form with the likeliest names."""
    for login in (found and found.prefill) or prefill(attempt.address):
        attempt.set_login(login)
    attempt.state = SetupState.NOT_FOUND


def _search(attempt: SetupAttempt, trail: _Trail | None) -> Discovery:
    domain, presets = domain_of(attempt.address), connect.presets()
    if attempt.looked_again or domain in presets:
        found_servers.forget(domain)
    elif known := found_servers.remembered(attempt.address):
        return known
    found = discover(
        attempt.address,
        connect.policy(),
        presets=presets,
        probe_tables=attempt.looked_again,
        on_progress=trail.add if trail else None,
    )
    found_servers.remember(found)
    return found


def _note(attempt: SetupAttempt, found: Discovery) -> None:
    attempt.trail = [_kept(entry) for entry in found.trail]
    attempt.suggestion = found.suggestion
    attempt.provider = found.provider
    if found.candidates:
        _take_candidate(attempt, found.candidates[0])
        attempt.state = SetupState.FOUND
        attempt.set_problem(None)
        return
    take_guesses(attempt, found)
    subject = found.provider or domain_of(attempt.address)
    attempt.set_problem(MailError(found.code or Code.NOT_FOUND, subject=subject))


def _take_candidate(attempt: SetupAttempt, candidate: Candidate) -> None:
    attempt.set_login(candidate.imap)
    attempt.set_login(candidate.smtp)
    attempt.provider, attempt.source = candidate.provider, candidate.source.value
    attempt.trust, attempt.method = candidate.trust.value, candidate.method.value
    attempt.hint, attempt.oauth_issuer = candidate.hint_code, candidate.oauth_issuer


class _Trail:
    """Tells the row what was asked, while the search goes on."""

    def __init__(self, attempt: SetupAttempt) -> None:
        self._rows = SetupAttempt.objects.filter(pk=attempt.pk, state=SetupState.FINDING)
        self._entries: list[list[str | int]] = []
        self._written_at = 0.0

    def add(self, entry: TrailEntry) -> None:
        self._entries.append(_kept(entry))
        if time.monotonic() - self._written_at >= NOTE_EVERY_S:
            self._rows.update(trail=self._entries)
            self._written_at = time.monotonic()


def _kept(entry: TrailEntry) -> list[str | int]:
    return [entry.source.value, entry.target, entry.result, entry.ms]
