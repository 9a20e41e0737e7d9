"""Every figure in README's table.

    python -m bench [--full] [NAME …]

Each figure is a program of its own (``python -m bench.NAME``), so that one that fails does not
take the others with it; the exit status is 1 then.
"""

from __future__ import annotations

import subprocess
import sys
import time
from importlib.util import find_spec

from bench.machine import say_machine
from bench.report import note

FIGURES = (
    "first_row", "list_page", "first_sync", "resync", "kill_recovery", "visible", "push", "cards",
    "idle", "idle_connections", "polling", "discovery",
)  # fmt: skip
ONE_SIZE = frozenset({"cards", "idle_connections"})


def main(arguments: list[str]) -> int:
    full = "--full" in arguments
    chosen = [name for name in arguments if name != "--full"] or list(FIGURES)
    if strangers := set(chosen) - set(FIGURES):
        note(f"There is no figure called {', '.join(sorted(strangers))}; {', '.join(FIGURES)} are.")
        return 2
    say_machine(full=full)
    failed = [name for name in chosen if not _measured(name, full=full)]
    return 1 if failed else 0


def _measured(name: str, *, full: bool) -> bool:
    if find_spec(f"bench.{name}") is None:
        note(f"{name}: left out, there is no bench/{name}.py.")
        return True
    note(f"{name} …")
    started = time.monotonic()
    command = [
        sys.executable,
        "-m",
        f"bench.{name}",
        *(["--full"] if full and name not in ONE_SIZE else []),
    ]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    last = ""
    for line in process.stderr or ():
        sys.stderr.write(line)
        last = line.strip() or last
    if process.wait():
        note(f"{name} FAILED: {last or f'exit status {process.returncode}'}")
    else:
        note(f"{name}: {time.monotonic() - started:.0f} s")
    return process.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
