"""Each group lays its domains out in the internet and says what has to come of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.discovery.case import Case
from bench.discovery.groups import (
    autodiscover,
    guess,
    hostile,
    ispdb,
    mx,
    own_files,
    precedence,
    refused,
    srv,
    table,
)
from bench.discovery.names import Names
from bench.discovery.world import World

GROUPS: dict[str, Callable[[World, Names], Iterator[Case]]] = {
    "table": table.cases,
    "refused": refused.cases,
    "mx": mx.cases,
    "own_files": own_files.cases,
    "srv": srv.cases,
    "ispdb": ispdb.cases,
    "autodiscover": autodiscover.cases,
    "guess": guess.cases,
    "precedence": precedence.cases,
    "hostile": hostile.cases,
}
_FIGURES = {
    "table": ("Set-up: servers of well-known providers", 100),
    "refused": ("Set-up: refusals, with the right reason", 100),
    "mx": ("Set-up: providers by their mail exchanger", 90),
    "own_files": ("Set-up: domains with a file of their own", 95),
    "srv": ("Set-up: domains with SRV records", 95),
    "ispdb": ("Set-up: domains in the public list", 95),
    "autodiscover": ("Set-up: domains with Autodiscover", 95),
    "guess": ("Set-up: guesses, where servers answer", 95),
    "prefill": ("Set-up: form filled in, where nothing answers", 100),
    "precedence": ("Set-up: the better of two sources", 95),
    "hostile": ("Set-up: hostile answers survived", 100),
}
"""What each figure is called, and the percentage that is to be reached."""

TITLES = {group: title for group, (title, _) in _FIGURES.items()}
LIMITS = {group: limit for group, (_, limit) in _FIGURES.items()}
