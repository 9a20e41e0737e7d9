"""What a search has found so far, and which of it may be offered.

A candidate whose servers have answered a probe is verified. One that a good source names may be
offered while its probe is still on the way; one whose servers do not answer goes to the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from enum import IntEnum

from mail.core.discovery.result import Candidate, Source, Trust
from mail.core.endpoint import Endpoint, Login
from mail.core.errors import TEMPORARY, Code


class Standing(IntEnum):
    """Lower is better."""

    VERIFIED = 0
    OPEN = 1
    SILENT = 2  # it may be our network
    FAILED = 3
    FORBIDDEN = 4


# Not probed here: the tables are ours, and the sign-in finds out when they are out of date.
_UNPROBED = frozenset({Source.PRESET, Source.PROVIDER_TABLE, Source.MX})
_VOUCHED = _UNPROBED | {Source.PACC, Source.AUTOCONFIG, Source.WELL_KNOWN, Source.ISPDB}


class Board:
    """*probes_tables* is True when what our own tables say has turned out to be wrong."""

    def __init__(self, *, probes_tables: bool = False) -> None:
        self._unprobed = frozenset[Source]() if probes_tables else _UNPROBED
        self._found: list[Candidate] = []
        self._verdicts: dict[Endpoint, Code | None] = {}
        self._raised: dict[Source, Trust] = {}

    def add(self, candidates: Iterable[Candidate]) -> tuple[Endpoint, ...]:
        """Note what a source says; returns the servers that should be probed for it."""
        raised = [self._with_trust(candidate) for candidate in candidates]
        new = [candidate for candidate in raised if candidate not in self._found]
        self._found += new
        return tuple(
            dict.fromkeys(
                endpoint
                for candidate in new
                if candidate.source not in self._unprobed
                for endpoint in _endpoints(candidate)
                if endpoint not in self._verdicts
            )
        )

    def note(self, endpoint: Endpoint, problem: Code | None) -> None:
        """What a probe of *endpoint* came to; None when it answered as it should."""
        self._verdicts[endpoint] = problem

    def replace_guess(self, guess: Candidate) -> None:
        self._found = [old for old in self._found if old.source is not Source.GUESS]
        self._found.append(guess)

    def raise_trust(self, sources: Iterable[Source], trust: Trust) -> None:
        """The domain itself has vouched for what these *sources* rest on."""
        self._raised |= dict.fromkeys(sources, trust)
        self._found = [self._with_trust(candidate) for candidate in self._found]

    def _with_trust(self, candidate: Candidate) -> Candidate:
        trust = self._raised.get(candidate.source, candidate.trust)
        return replace(candidate, trust=min(candidate.trust, trust))

    def best(self) -> Candidate | None:
        """The best one that may be offered now."""
        ranked = self._ranked(self._may_be_offered)
        return ranked[0] if ranked else None

    def offers(self) -> tuple[Candidate, ...]:
        """Everything worth offering when the search is over, best first; each pair once."""
        return self._ranked(lambda candidate: self.standing(candidate) is not Standing.FORBIDDEN)

    def is_open(self, candidate: Candidate) -> bool:
        return self.standing(candidate) is Standing.OPEN

    def has_open_above(self, candidate: Candidate) -> bool:
        """Whether one that would win over *candidate* still waits for its probe."""
        place = self._place(candidate)
        return any(self._place(other) < place and self.is_open(other) for other in self._found)

    def _place(self, candidate: Candidate) -> tuple[int, int]:
        """By source, then in the order in which the source names them."""
        return candidate.source.rank, self._found.index(candidate)

    def standing(self, candidate: Candidate) -> Standing:
        if candidate.source in self._unprobed:
            return Standing.VERIFIED
        return max(self._standing_of(endpoint) for endpoint in _endpoints(candidate))

    def _standing_of(self, endpoint: Endpoint) -> Standing:
        if endpoint not in self._verdicts:
            return Standing.OPEN
        code = self._verdicts[endpoint]
        if code is None:
            return Standing.VERIFIED
        if code is Code.BLOCKED_PRIVATE:
            return Standing.FORBIDDEN
        silent = code in TEMPORARY and code is not Code.REFUSED
        return Standing.SILENT if silent else Standing.FAILED

    def _may_be_offered(self, candidate: Candidate) -> bool:
        standing = self.standing(candidate)
        vouched = candidate.source in _VOUCHED
        return standing is Standing.VERIFIED or (vouched and standing is Standing.OPEN)

    def _ranked(self, wanted: Callable[[Candidate], bool]) -> tuple[Candidate, ...]:
        best: dict[tuple[Login, Login], Candidate] = {}
        for candidate in sorted(filter(wanted, self._found), key=self._rank):
            best.setdefault((candidate.imap, candidate.smtp), candidate)
        return tuple(best.values())

    def _rank(self, candidate: Candidate) -> tuple[int, int, int, Trust]:
        standing = self.standing(candidate)
        behind = 0 if self._may_be_offered(candidate) else standing
        return behind, candidate.source.rank, standing, candidate.trust


def _endpoints(candidate: Candidate) -> tuple[Endpoint, Endpoint]:
    return candidate.imap.endpoint, candidate.smtp.endpoint
