"""Which version this is, as pyproject.toml says."""

from __future__ import annotations

import tomllib

from crm_inbox.environment import BASE_DIR


def _version() -> str:
    try:
        project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text())
        return str(project["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "unknown"  # an image that holds the code without its project file


VERSION = _version()
