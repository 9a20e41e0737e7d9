"""Who may sign in to the sample mailbox, and where their mail lies."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from pathlib import Path

ADDRESS = "anna@solvind.example"


@dataclass(frozen=True, slots=True)
class Owner:
    address: str
    password: str = field(repr=False)
    mailbox: Path
    outside: Path


def owner_of(directory: Path) -> Owner:
    """The owner whose mail is kept in *directory*, with the password of the first time."""
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    password = kept_password(directory / "password")
    return Owner(ADDRESS, password, directory / "mailbox", directory / "outside")


def kept_password(path: Path) -> str:
    """The password in the file *path*, made up when it is first asked for."""
    if not path.exists():
        draft = path.with_name(f".{path.name}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(12), encoding="ascii")
        draft.rename(path)
    return path.read_text(encoding="ascii")
