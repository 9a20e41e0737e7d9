"""From cases to figures."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence

from bench.discovery.case import Case
from bench.discovery.diagnosis import figures as diagnosis
from bench.discovery.groups import GROUPS, LIMITS, TITLES
from bench.discovery.names import Names
from bench.discovery.run import AT_A_TIME, AT_A_TIME_MEASURED, Result, Runner
from bench.discovery.world import World
from bench.internet.net import Internet
from bench.report import note, percentile, say

LATENCIES_MS = (50, 150, 400)
SAMPLED = 7
"""Every seventh address is asked for again under each latency."""

HOSTILE = "hostile"
"""Its answers count for the slowest one only: no honest server takes its time like that."""


def tell(options: argparse.Namespace) -> int:
    busy = os.getloadavg()[0] / (os.cpu_count() or 1)
    if busy > 1:
        note(f"This machine has {busy:.0f} times the work it can do; answers will come too late.")
    with Internet() as net:
        world = World(net)
        try:
            if options.latency:
                _tell_under_latency(options, world)
            else:
                _tell_all(options, world)
        finally:
            world.close()
    return 0


def _tell_all(options: argparse.Namespace, world: World) -> None:
    results = _asked(options, world, _cases(world, options.group, options.seed))
    _tell_groups(results)
    leaks = [leak for result in results for leak in result.leaks]
    if not options.group or "diagnosis" in options.group:
        policy = Runner(world.net, world.ispdb).policy
        leaks += diagnosis.tell(world.net, policy, options.seed, failures=options.failures)
    for ms in LATENCIES_MS:
        cases = _cases(world, options.group, _other_seed(options.seed, ms))
        if chosen := cases if options.full else cases[::SAMPLED]:
            _tell_times(ms, _asked(options, world, chosen, ms))
    _tell_safety(world, leaks)


def _tell_under_latency(options: argparse.Namespace, world: World) -> None:
    """For developers: these groups, all of their addresses, with figures by group."""
    for ms in options.latency:
        cases = _cases(world, options.group, _other_seed(options.seed, ms))
        results = _asked(options, world, cases, ms)
        _tell_groups(results)
        _tell_times(ms, results)
    _tell_safety(world, [])


def _cases(world: World, groups: Sequence[str], seed: int) -> list[Case]:
    found: list[Case] = []
    for name, lay in GROUPS.items():
        if not groups or name in groups:
            found += lay(world, Names(name, seed))
    return found


def _other_seed(seed: int, ms: int) -> int:
    """Every latency has domains of its own: no answer is remembered from another run."""
    return 1000 * seed + ms


def _asked(
    options: argparse.Namespace, world: World, cases: Sequence[Case], latency_ms: int = 0
) -> list[Result]:
    usual = AT_A_TIME_MEASURED if latency_ms else AT_A_TIME
    at_a_time = 1 if options.one_at_a_time else usual
    runner = Runner(world.net, world.ispdb, signs_in=not latency_ms, at_a_time=at_a_time)
    started = time.monotonic()
    world.net.clockwork.round_trip_s = latency_ms / 1000
    try:
        results = runner.run(cases)
    finally:
        world.net.clockwork.round_trip_s = 0
    note(f"{len(cases)} addresses, {latency_ms} ms: {time.monotonic() - started:.0f} s")
    if options.failures:
        _list_failures(results)
    return results


def _tell_groups(results: Iterable[Result]) -> None:
    by_group: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        by_group[result.case.group].append(result)
    for group, members in by_group.items():
        passed = sum(result.passed for result in members)
        against = f"limit ({len(members)} addresses)"
        say(TITLES[group], 100 * passed / len(members), "%", against, LIMITS[group])


def _tell_times(ms: int, results: Sequence[Result]) -> None:
    honest = [result.seconds for result in results if result.case.group != HOSTILE]
    name = f"Set-up: time to an answer, {ms} ms of latency"
    for share, limit in ((50, 1.5), (95, 5.0)):
        taken = percentile(honest, share / 100) if honest else 0
        say(f"{name}, p{share}", taken, "s", "limit", limit)
    slowest = max(result.seconds for result in results)
    say(f"{name}, the slowest, hostile ones too", slowest, "s", "limit", 8.0)
    right = sum(result.passed for result in results)
    note(f"{ms} ms: {right} of {len(results)} answers are right")


def _tell_safety(world: World, leaks: Sequence[str]) -> None:
    forbidden = world.net.connector.forbidden
    say("Set-up: passwords heard where they may not be", len(leaks), "times")
    say("Set-up: connections to forbidden places", len(forbidden), "times")
    for line in (*leaks, *forbidden[:20]):
        note(line)


def _list_failures(results: Iterable[Result]) -> None:
    for result in results:
        if not result.passed:
            print("\n".join(_failure(result)), file=sys.stderr)


def _failure(result: Result) -> list[str]:
    case, expected = result.case, result.case.expected
    wanted = [*expected.outcomes, *expected.codes, *sorted(expected.imap), *sorted(expected.smtp)]
    wanted += [*expected.usernames, *expected.trusts, *expected.sources, expected.ask]
    return [
        "",
        f"{case.group}: {case.name}: {case.address}",
        f"    got       {'; '.join((*result.complaints, *result.leaks))}",
        f"    expected  {' '.join(wanted)}  ({result.seconds:.2f} s)",
        *(f"      {line}" for line in result.trail),
    ]
