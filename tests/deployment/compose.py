"""What docker-compose.yml and Dockerfile say, read as Docker reads them."""

from __future__ import annotations

import fnmatch
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
COMPOSE = ROOT / "docker-compose.yml"
DOCKERFILE = ROOT / "Dockerfile"

_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[-?])(?P<rest>[^}]*))?\}")


@dataclass(frozen=True, slots=True)
class Service:
    """One service: strings as they stand in the file, before ``${…}`` is replaced."""

    name: str
    settings: Mapping[str, Any]

    @property
    def environment(self) -> dict[str, str]:
        return dict(self.settings.get("environment", {}))

    @property
    def reads_env_file(self) -> bool:
        return "env_file" in self.settings

    @property
    def command(self) -> str:
        return str(self.settings.get("command", ""))

    @property
    def check(self) -> str:
        """The command of its health check, as one would type it."""
        kind, *words = self.settings["healthcheck"]["test"]
        assert kind == "CMD"
        return shlex.join(words)

    @property
    def is_ours(self) -> bool:
        return self.settings.get("image") == "crm-inbox"

    @property
    def runs_once(self) -> bool:
        return self.settings.get("restart") == "no"


def services() -> dict[str, Service]:
    found = yaml.safe_load(COMPOSE.read_text())["services"]
    return {name: Service(name, settings) for name, settings in found.items()}


def interpolated(text: str, values: Mapping[str, str]) -> str:
    """``${NAME}``, ``${NAME:-default}`` and ``${NAME:?what is missing}``.

    Raises KeyError where Docker would refuse to start.
    """

    def value(match: re.Match[str]) -> str:
        if found := values.get(match["name"]):
            return found
        if match["kind"] == "-":
            return match["rest"]
        raise KeyError(match["name"])

    return _VARIABLE.sub(value, text)


def names_used(text: str) -> set[str]:
    return {match["name"] for match in _VARIABLE.finditer(text)}


def run_steps() -> list[str]:
    """The shell lines of Dockerfile's RUN instructions, first stage first."""
    text = DOCKERFILE.read_text().replace("\\\n", " ")
    return [line.removeprefix("RUN ") for line in text.splitlines() if line.startswith("RUN ")]


def stays_out_of_the_image(path: Path) -> bool:
    """Whether .dockerignore keeps *path*, relative to the checkout, from the image."""
    is_out = False
    for pattern in _ignored():
        is_kept = pattern.startswith("!")
        if _matches(path, pattern.removeprefix("!")):
            is_out = not is_kept
    return is_out


def _ignored() -> Iterator[str]:
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            yield line


def _matches(path: Path, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatch(path.name, pattern.removeprefix("**/"))
    return fnmatch.fnmatchcase(str(path), pattern) and str(path).count("/") == pattern.count("/")
