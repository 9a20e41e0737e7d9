"""The line that every run begins with: on what it was measured."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
from pathlib import Path

import django

_PROGRAMS = {
    "dovecot": ("/usr/sbin/dovecot", "--version"),
    "chromium": ("/usr/bin/chromium", "--version"),
    "mbsync": ("/usr/bin/mbsync", "--version"),
    "redis": ("/usr/bin/redis-server", "--version"),
}
_VERSION = re.compile(r"\d+(\.\d+)+")


def say_machine(*, full: bool) -> None:
    line: dict[str, object] = {"name": "machine", "value": os.cpu_count(), "unit": "cores"}
    line |= {"against": "", "against_value": None, "ratio": None, "full": full}
    line |= {"python": platform.python_version(), "django": django.__version__}
    line |= {name: _version(command) for name, command in _PROGRAMS.items()}
    line["postgresql"] = _newest_postgresql()
    print(json.dumps(line), flush=True)


def _version(command: tuple[str, ...]) -> str:
    """The first version number that the program prints; empty when it is not installed."""
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    except OSError:
        return ""
    found = _VERSION.search(said.stdout)
    return found[0] if found else ""


def _newest_postgresql() -> str:
    places = Path("/usr/lib/postgresql").glob("*/bin/postgres")
    return max((_version((str(place), "--version")) for place in places), default="")
