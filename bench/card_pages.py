"""The lists of people and companies, and searching them, at 10,000 and 2,000 cards.

    python -m bench.card_pages [PEOPLE] [COMPANIES] [RUNS]

Whole requests through the middleware, in a throw-away database beside the one that DATABASE_URL
names: SQLite in a temporary file when it names none. Each figure is the median or the p95 of RUNS
requests beside the 60 ms that a list may take.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

GIVEN = {name: url for name, url in os.environ.items() if name == "DATABASE_URL"}

import tests.environment  # noqa: E402, F401  (sets what Django reads at its start)

os.environ.update(GIVEN, DJANGO_SETTINGS_MODULE="tests.settings")

BUDGET_MS = 60


def main() -> None:
    import django

    django.setup()
    people, companies, runs = sizes(sys.argv[1:])
    with throw_away_database():
        from bench.card_rows import fill
        from bench.card_rows import measured_urls as urls

        fill(people, companies)
        measure(urls(), runs)


def sizes(arguments: list[str]) -> list[int]:
    given = [int(text) for text in arguments]
    return given + [10_000, 2_000, 50][len(given) :]


@contextmanager
def throw_away_database() -> Iterator[None]:
    from django.db import connection

    with tempfile.TemporaryDirectory() as folder:
        if connection.vendor == "sqlite":
            connection.settings_dict["TEST"]["NAME"] = str(Path(folder) / "bench.sqlite3")
        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            connection.creation.destroy_test_db(name, verbosity=0)


def measure(urls: dict[str, str], runs: int) -> None:
    from django.db import connection
    from django.test import Client

    from bench.report import middle, percentile, say
    from crm_inbox.models import User

    client = Client()
    client.force_login(User.objects.get())
    for name, url in urls.items():
        client.get(url)  # compiles the templates
        taken = [request_ms(client, url) for _ in range(runs)]
        for share, value in (("p50", middle(taken)), ("p95", percentile(taken, 0.95))):
            label = f"{connection.vendor}: {name}, {share}"
            say(label, value, "ms", f"budget of {BUDGET_MS} ms", BUDGET_MS)


def request_ms(client: object, url: str) -> float:
    started = time.perf_counter()
    answer = client.get(url)  # type: ignore[attr-defined]
    taken = (time.perf_counter() - started) * 1000
    assert answer.status_code == 200, (url, answer.status_code)
    return taken


if __name__ == "__main__":
    main()
