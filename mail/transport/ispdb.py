"""The public list of providers, or the directory that stands for it."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from mail.core.discovery.xml_body import BODY_LIMIT
from mail.transport import http_fetch
from mail.transport.policy import Policy

DIRECTORY_FILES_LIMIT = 5_000

_DOMAIN = re.compile(rb"<domain(?:\s[^>]{0,200})?>\s*([^<\s]{1,253})\s*</domain>", re.IGNORECASE)


def ispdb_file(domain: str, policy: Policy, timeout_s: float) -> bytes:
    """The autoconfig file of *domain*; empty where there is none. Raises MailError."""
    if policy.ispdb_url.startswith("https://"):
        url = f"{policy.ispdb_url.rstrip('/')}/{domain}"
        result = http_fetch.get(url, policy, timeout_s=timeout_s, limit_bytes=BODY_LIMIT)
        return result.body if result.status == 200 else b""
    return _from_directory(Path(policy.ispdb_url), domain)


def _from_directory(directory: Path, domain: str) -> bytes:
    """The file of *domain*, by its name or by its ``<domain>`` elements."""
    for name in (domain, f"{domain}.xml"):
        if body := _read(directory / name):
            return body
    path = _index(directory, _changed_ns(directory)).get(domain)
    return _read(path) if path else b""


@lru_cache(maxsize=2)
def _index(directory: Path, changed_ns: int) -> dict[str, Path]:
    """Which file names which domain; read again when files have come or gone."""
    return {
        found.decode("ascii", "replace").lower(): path
        for path in sorted(directory.glob("*"), reverse=True)[:DIRECTORY_FILES_LIMIT]
        for found in _DOMAIN.findall(_read(path))
    }


def _changed_ns(directory: Path) -> int:
    try:
        return directory.stat().st_mtime_ns
    except OSError:
        return 0


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(BODY_LIMIT + 1)
    except OSError:
        return b""
