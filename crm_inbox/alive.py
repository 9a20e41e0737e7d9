"""Does a process still do its work? The one health check of all services.

    python -m crm_inbox.alive worker                        by its sign of life
    python -m crm_inbox.alive http://127.0.0.1:8000/healthz  by an answer

A process that has no port writes a sign of life with every turn of its own loop: the file
``ALIVE_DIR/<name>`` with its process id. The check wants a young file and a living process, so it
fails for one that hangs, one that lost its broker, and at once for one that is gone. It loads no
Django: asking ``celery inspect ping`` instead costs a second of processor time each time.
"""

from __future__ import annotations

import logging
import os
import sys
import time
import urllib.request
from pathlib import Path

log = logging.getLogger(__name__)

STALE_AFTER_S = 20.0  # the loops turn every 2 to 3 seconds
ANSWER_WITHIN_S = 4.0


def tell(name: str) -> None:
    """Leave a sign of life of this process. What cannot be written is logged, not raised."""
    path = _file(name)
    new = path.with_name(f"{name}.{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(str(os.getpid()))
        new.replace(path)
    except OSError as problem:
        log.warning("sign-of-life name=%s problem=%s", name, problem.strerror)


def problem_of(target: str) -> str:
    """Why *target*, a name or an address, does not count as alive; empty when it does."""
    return _problem_of_address(target) if "://" in target else _problem_of_process(target)


def _problem_of_process(name: str) -> str:
    try:
        age_s = time.time() - _file(name).stat().st_mtime
        pid = int(_file(name).read_text())
    except FileNotFoundError:
        return f"{name} has left no sign of life yet."
    if not _lives(pid):
        return f"{name} has ended."
    if age_s > STALE_AFTER_S:
        return f"{name} has left no sign of life for {age_s:.0f} seconds."
    return ""


def _lives(pid: int) -> bool:
    """A process that ended and waits to be collected still has a number, but no command line."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes() != b""
    except OSError:
        return False


def _problem_of_address(url: str) -> str:
    """Asks as the proxy would, so that ALLOWED_HOSTS and BEHIND_HTTPS let the question through."""
    headers = {"Host": _host(), "X-Forwarded-Proto": "https", "X-Forwarded-For": ", ".join(_HOPS)}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - from the command line
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_WITHIN_S):  # noqa: S310
            return ""
    except OSError as problem:
        return f"{url} does not answer: {problem}."


_HOPS = ["127.0.0.1"] * 9  # as many as TRUSTED_PROXIES may ask for


def _host() -> str:
    first = os.environ.get("ALLOWED_HOSTS", "").split(",")[0].strip().lstrip(".")
    return "localhost" if first in {"", "*"} else first


def _file(name: str) -> Path:
    default = Path(__file__).resolve().parent.parent / "var" / "alive"
    return Path(os.environ.get("ALIVE_DIR") or default) / name


def main() -> None:
    if len(sys.argv) != 2:
        sys.stderr.write("Usage: python -m crm_inbox.alive NAME|URL\n")
        sys.exit(2)
    if problem := problem_of(sys.argv[1]):
        sys.exit(problem)


if __name__ == "__main__":
    main()
