"""From cases to figures."""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from bench.discovery.case import Case
from bench.discovery.diagnosis import figures as diagnosis
from bench.discovery.groups import (
    autodiscover,
    guess,
    hostile,
    ispdb,
    mx,
    own_files,
    refused,
    srv,
    table,
)
from bench.discovery.names import Names
from bench.discovery.run import Result, Runner
from bench.discovery.world import World
from bench.internet.net import Internet
from bench.report import note, percentile, say

Lay = Callable[[World, Names], Iterator[Case]]

GROUPS: dict[str, Lay] = {
    "table": table.cases,
    "refused": refused.cases,
    "mx": mx.cases,
    "own_files": own_files.cases,
    "srv": srv.cases,
    "ispdb": ispdb.cases,
    "autodiscover": autodiscover.cases,
    "guess": guess.cases,
    "hostile": hostile.cases,
}
TITLES = {
    "table": ("Servers of well-known providers", 100),
    "refused": ("Refusals, with the right reason", 100),
    "mx": ("Providers by their mail exchanger", 90),
    "own_files": ("Domains with a file of their own", 95),
    "srv": ("Domains with SRV records", 95),
    "ispdb": ("Domains in the public list", 95),
    "autodiscover": ("Domains with Autodiscover", 90),
    "guess": ("Guesses, where servers answer", 95),
    "prefill": ("Form filled in, where nothing answers", 100),
    "hostile": ("Hostile answers survived", 100),
}
LATENCIES_MS = (50, 150, 400)
SAMPLED = 7
"""Every seventh case is asked again under each latency."""


def tell(options: argparse.Namespace) -> int:
    with Internet() as net:
        world = World(net)
        try:
            return _tell(options, world)
        finally:
            world.close()


def _tell(options: argparse.Namespace, world: World) -> int:
    if not options.latency or 0 in options.latency:
        results = _asked(world, _cases(world, options.group, options.seed))
        _tell_groups(results, options)
        leaks = [leak for result in results for leak in result.leaks]
        if not options.group or "diagnosis" in options.group:
            policy = Runner(world.net, world.ispdb).policy
            leaks += diagnosis.tell(world.net, policy, options.seed, failures=options.failures)
        _tell_safety(world, leaks)
    for ms in options.latency or LATENCIES_MS:
        seed = 1000 * options.seed + ms
        cases = _cases(world, options.group, seed)
        chosen = cases if options.full or options.latency else cases[::SAMPLED]
        if not chosen:
            continue
        results = _asked(world, chosen, ms)
        _tell_times(ms, results)
        if options.failures:
            _list_failures(results)
    return 0


def _cases(world: World, groups: Sequence[str], seed: int) -> list[Case]:
    """Every latency has domains of its own, so that no answer is remembered from another run."""
    found: list[Case] = []
    for name, lay in GROUPS.items():
        if not groups or name in groups:
            found += lay(world, Names(name, seed))
    return found


def _asked(world: World, cases: Sequence[Case], latency_ms: int = 0) -> list[Result]:
    started = time.monotonic()
    world.net.clockwork.round_trip_s = latency_ms / 1000
    try:
        results = Runner(world.net, world.ispdb, signs_in=not latency_ms).run(cases)
    finally:
        world.net.clockwork.round_trip_s = 0
    note(f"{len(cases)} addresses, {latency_ms} ms: {time.monotonic() - started:.0f} s")
    return results


def _tell_groups(results: Iterable[Result], options: argparse.Namespace) -> None:
    by_group: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_group[result.case.group].append(result)
    for group, members in by_group.items():
        title, limit = TITLES[group]
        passed = sum(result.passed for result in members)
        percent = 100 * passed / len(members)
        say(f"{title} ({len(members)})", percent, "%", f"at least {limit} %", limit)
    if options.failures:
        _list_failures(results)


def _tell_safety(world: World, leaks: Sequence[str]) -> None:
    forbidden = world.net.connector.forbidden
    say("Passwords heard where they may not be", len(leaks), "times")
    say("Connections to forbidden places", len(forbidden), "times")
    for line in (*leaks, *forbidden[:20]):
        note(line)


def _tell_times(ms: int, results: Sequence[Result]) -> None:
    taken = [result.seconds for result in results]
    name = f"Time to an answer, {ms} ms of latency"
    for share, limit in ((50, 1.5), (95, 5.0)):
        say(f"{name}, p{share}", percentile(taken, share / 100), "s", "limits 1.5 and 5 s", limit)
    say(f"{name}, slowest", max(taken), "s", "limit of 8 s", 8.0)


def _list_failures(results: Iterable[Result]) -> None:
    for result in results:
        if result.passed:
            continue
        case = result.case
        print(f"\n{case.group}: {case.name}: {case.address}", file=sys.stderr)
        print(f"    got       {'; '.join((*result.complaints, *result.leaks))}", file=sys.stderr)
        expected = case.expected
        wanted = [*expected.outcomes, *expected.codes, *sorted(expected.imap)]
        wanted += [*sorted(expected.smtp), *expected.usernames, *expected.trusts]
        print(f"    expected  {' '.join(wanted)}  ({result.seconds:.2f} s)", file=sys.stderr)
        for line in result.trail:
            print(f"      {line}", file=sys.stderr)
