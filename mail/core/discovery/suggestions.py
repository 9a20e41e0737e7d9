"""«Did you mean …?»: slips of the finger in the domain of a well-known provider.

A wrong suggestion costs a glance, and a person decides; but one for a domain that is right makes
the product look foolish. So a domain of our table is never corrected, the first letter of a name
counts as typed (``ymail`` and ``gmail`` are both real), short names are corrected only where two
letters changed places, and a top-level domain that exists is taken at its word.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from mail.core.discovery.edit_distance import distance, is_swap
from mail.core.discovery.popular import FAMOUS, POPULAR
from mail.core.discovery.providers import provider_for_domain
from mail.core.discovery.table import PROVIDERS
from mail.core.discovery.trust import is_public_suffix

_LONGEST = 40
"""Characters of the longest domain worth a look; slips change the length by two at most."""

_ONLY_AT_COM = frozenset({"gmail", "googlemail", "icloud"})
"""Names that are mailboxes at ``.com`` and nowhere else."""

_SHORT_OF_COM = frozenset({"co", "cm", "om"})
"""Countries that people reach by leaving out a letter of ``com``."""


def suggested_domain(domain: str) -> str | None:
    """The popular domain that *domain* is a misspelling of; None where it looks right."""
    typed = domain.lower()
    domain = typed.replace(",", ".").strip(". ")
    if len(domain) > _LONGEST:
        return None
    if provider_for_domain(domain):
        return domain if domain != typed else None
    joined = _without_dots().get(domain.replace(".", ""))
    if joined:
        return joined
    name, _, ending = domain.partition(".")
    if not ending:
        return None
    found = min(_slips(name, ending), default=None)
    return found[2] if found else None


def _slips(name: str, ending: str) -> Iterable[tuple[int, int, str]]:
    """Popular domains that may be meant: number of slips, rank among the popular, domain."""
    for candidate, endings in _endings_by_name().items():
        in_name = _slips_in_name(name, candidate)
        if in_name is None:
            continue
        for wanted, rank in endings.items():
            in_ending = _slips_in_ending(ending, wanted, candidate)
            if in_ending is not None and _is_bearable(in_name, in_ending, candidate):
                yield in_name + in_ending, rank, f"{candidate}.{wanted}"


def _is_bearable(in_name: int, in_ending: int, name: str) -> bool:
    """Whether so many slips at once are still likelier than another domain."""
    return not (in_name and in_ending) or (in_name == 1 and len(name) > 4)


def _slips_in_name(typed: str, meant: str) -> int | None:
    """How many slips lead from *meant* to *typed*; None where it must be another name."""
    if typed == meant:
        return 0
    if abs(len(typed) - len(meant)) > 2:
        return None
    if len(meant) < 5 or (len(meant) == 5 and meant not in FAMOUS):
        return 1 if is_swap(typed, meant) else None
    lost_first = typed == meant[1:] and len(meant) > 6
    if typed[:1] != meant[:1] and not is_swap(typed, meant) and not lost_first:
        return None
    slips = distance(typed, meant)
    return slips if slips <= (2 if len(meant) > 7 else 1) else None


def _slips_in_ending(typed: str, meant: str, name: str) -> int | None:
    if typed == meant:
        return 0
    if meant == "com" and name in FAMOUS and typed in _SHORT_OF_COM:
        return 1
    if is_public_suffix(typed):
        return 2 if name in _ONLY_AT_COM else None
    if "." in typed and "." not in meant:
        return None
    return 1 if distance(typed, meant) == 1 else None


@cache
def _endings_by_name() -> Mapping[str, Mapping[str, int]]:
    """``gmx`` → ``de``, ``net`` …, each with its rank: the smaller, the more people have it."""
    table: dict[str, dict[str, int]] = {}
    for rank, domain in enumerate(_popular()):
        name, _, ending = domain.partition(".")
        table.setdefault(name, {}).setdefault(ending, rank)
    return table


@cache
def _without_dots() -> Mapping[str, str]:
    return {domain.replace(".", ""): domain for domain in reversed(POPULAR)}


def _popular() -> tuple[str, ...]:
    """The popular ones, then every other domain that bears a famous name."""
    known = sorted(domain for provider in PROVIDERS for domain in provider.domains)
    return POPULAR + tuple(domain for domain in known if domain.partition(".")[0] in FAMOUS)
