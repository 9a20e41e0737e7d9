"""What it costs to wait for news: memory of each idle TLS connection, and the processor's time.

    python -m bench.idle_connections

Each number of connections is held by a process of its own, which signs in as the product does and
hands over to the loop of the product. The other end is bench/idle_server.py.
"""

from __future__ import annotations

import gc
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from pathlib import Path

from bench.idle_server import HOST
from bench.report import note, say
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.transport.imap_session import open_session
from mail.transport.imap_signed_in import hand_over
from mail.transport.imap_watch import WatchLoop
from mail.transport.open_files import make_room
from mail.transport.policy import Policy
from mail.transport.secret import Secret
from tests.servers.ca import Authority

SIZES = (200, 1_000)
WARM = 5
"""Connections before the first measurement, so that what is needed once is not counted."""

BUDGET = "budget of 30 kB"
HELD_S = 20.0
AGAIN_S = 9 * 60.0

_RESIDENT = re.compile(r"^Rss:\s+(\d+) kB", re.MULTILINE)


def main() -> None:
    with Authority() as authority, server(authority) as port:
        for size in SIZES:
            note(f"{size} connections")
            found = _in_a_process(size, port, authority.ca_file)
            say(f"{size} idle TLS connections, memory of each", found["kb"], "kB", BUDGET, 30.0)
            say(f"{size} idle TLS connections, processor", found["cpu"], "% of a core")
            again = f"{size} idle TLS connections, every one asked for anew once"
            say(again, found["again_ms"], "ms of processor time")


@contextmanager
def server(authority: Authority) -> Iterator[int]:
    certificate = authority.certificate(HOST)
    command = [sys.executable, "-m", "bench.idle_server"]
    files = [str(certificate.chain_file), str(certificate.key_file)]
    process = subprocess.Popen(command + files, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()


def _in_a_process(size: int, port: int, ca_file: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.idle_connections", str(size), str(port), str(ca_file)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def hold(size: int, port: int, ca_file: str) -> None:
    make_room(size)
    policy = Policy(private_networks=(ip_network("127.0.0.0/8"),), extra_ca_file=ca_file)
    loop = WatchLoop[int](lambda _: None, lambda _, ended: sys.exit(str(ended)))
    loop.start()
    _take(loop, range(WARM), port, policy)
    before_kb = _resident_kb()
    _take(loop, range(WARM, WARM + size), port, policy)
    kb = (_resident_kb() - before_kb) / size
    used_s = time.process_time()
    time.sleep(HELD_S)
    cpu = 100 * (time.process_time() - used_s) / HELD_S
    print(json.dumps({"kb": kb, "cpu": cpu, "again_ms": _again_ms(loop)}))
    loop.stop()


def _take(loop: WatchLoop[int], keys: range, port: int, policy: Policy) -> None:
    login = Login(Endpoint(Service.IMAP, HOST, port, Security.TLS), "kari")
    for key in keys:
        with open_session(login, Secret("hemmelig"), policy) as session:
            session.select("INBOX")
            loop.take(key, hand_over(session, AGAIN_S))
    while len(loop) < keys.stop:
        time.sleep(0.05)
    time.sleep(1.0)
    gc.collect()


def _again_ms(loop: WatchLoop[int]) -> float:
    """The processor's time for one DONE and one IDLE on every connection."""
    began_s = time.process_time()
    for held in list(loop._held.values()):
        held.idle.due_at = 0.0
        loop._timers.set(held, 0.0)
    time.sleep(5.0)
    return 1_000 * (time.process_time() - began_s)


def _resident_kb() -> int:
    found = _RESIDENT.search(Path("/proc/self/smaps_rollup").read_text())
    return int(found[1]) if found else 0


if __name__ == "__main__":
    if len(sys.argv) == 4:
        hold(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    else:
        main()
