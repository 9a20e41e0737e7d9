"""One place decides how a time of day is written; a second one would forget the reader's clock."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
WRITERS = {"accounts/clock.py", "crm_inbox/formats/en/formats.py"}


def test_only_the_clock_writes_times_of_day() -> None:
    parts = [ROOT / part for part in ("accounts", "cards", "crm_inbox", "mail", "templates")]
    files = [path for part in parts for path in part.rglob("*") if path.suffix in {".py", ".html"}]
    found = {
        str(path.relative_to(ROOT))
        for path in files
        if "TIME_FORMAT" in (source := path.read_text()) or "|time" in source
    }
    assert found == WRITERS
