"""Imports point one way. The table is docs/architecture.md's; this file reads the code's."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
PARTS = ("accounts", "cards", "crm_inbox", "mail")

# A module whose name begins with the first may import none of the second.
FORBIDDEN = {
    "mail.core": (
        "django", "celery", "mail.transport", "mail.models", "mail.services", "mail.views",
        "accounts", "cards", "crm_inbox", "socket", "ssl", "subprocess", "time", "asyncio",
        "threading", "imapclient", "aiosmtplib", "dns", "http",
    ),
    "mail.transport": (
        "django", "celery", "mail.models", "mail.services", "mail.views", "accounts", "cards",
        "crm_inbox",
    ),
    "mail.models": ("mail.services", "mail.views", "mail.transport", "celery"),
    "mail.services": (
        "mail.views", "mail.tasks", "mail.forms", "django.http", "django.shortcuts",
        "django.template",
    ),
    "mail.views": ("mail.transport", "mail.tasks", "celery"),
    "mail.forms": ("mail.transport", "mail.services"),
    "cards": (
        "accounts", "crm_inbox.settings", "mail.models", "mail.services", "mail.views",
        "mail.transport", "mail.tasks",
    ),
    "accounts": ("mail.models", "mail.services", "mail.views", "mail.tasks", "mail.forms"),
}  # fmt: skip

ONE_IMPORTER = {
    "imapclient": "mail.transport.",
    "aiosmtplib": "mail.transport.",
    "dns": "mail.transport.",
    "nh3": "mail.core.html.",
    "tinycss2": "mail.core.html.",
    "inscriptis": "mail.core.html.",
    "icu": "cards.collation",
}

OF_CRYPTOGRAPHY = {
    "accounts.credentials",
    "mail.core.certificate_reading",
    "mail.core.pasted_certificate",
}
"""One seals passwords, the others read certificates: of servers, and what somebody pasted."""

OF_THE_SHELL = ("crm_inbox.http", "crm_inbox.models")
"""What the other parts may use of the shell: the types of a request and of the user."""


def modules() -> dict[str, set[str]]:
    """Every module of ours and what it imports, absolute names."""
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts): imports(path.read_text())
        for part in PARTS
        for path in (ROOT / part).rglob("*.py")
        if "migrations" not in path.parts
    }


def imports(source: str) -> set[str]:
    return set(_imports(ast.parse(source)))


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def violations(name: str, imported: set[str]) -> set[str]:
    return {
        f"{name} imports {target}"
        for room, refused in FORBIDDEN.items()
        if is_in(name, room)
        for target in imported
        if any(is_in(target, other) for other in refused)
    }


def is_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


MODULES = modules()


def test_no_arrow_points_up() -> None:
    found = [line for name, imported in MODULES.items() for line in violations(name, imported)]
    assert not sorted(found)


def test_a_planted_violation_is_seen() -> None:
    planted = imports("def f():\n    from mail.services.sync import sync_account\n")
    assert violations("mail.models.message", planted)


@pytest.mark.parametrize(("library", "room"), ONE_IMPORTER.items())
def test_each_client_library_has_one_importer(library: str, room: str) -> None:
    users = [name for name, imported in MODULES.items() if any(is_in(i, library) for i in imported)]
    assert len(users) == 1
    assert users[0].startswith(room)


def test_cryptography_has_three_importers() -> None:
    users = {
        n for n, imported in MODULES.items() if any(is_in(i, "cryptography") for i in imported)
    }
    assert users == OF_CRYPTOGRAPHY


def test_only_types_of_the_shell_are_used_outside_it() -> None:
    used = {
        f"{name} imports {target}"
        for name, imported in MODULES.items()
        if not is_in(name, "crm_inbox")
        for target in imported
        if is_in(target, "crm_inbox") and not target.startswith(OF_THE_SHELL)
    }
    assert not used


def test_core_and_transport_load_without_django() -> None:
    names = [n for n in MODULES if is_in(n, "mail.core") or is_in(n, "mail.transport")]
    program = (
        "import sys, importlib\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] == 'django': raise ImportError('django')\n"
        "sys.meta_path.insert(0, Refuse())\n"
        f"for name in {names!r}: importlib.import_module(name.removesuffix('.__init__'))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


WAITS = {"mail.views.reading", "accounts.views.oauth"}
"""Views that may wait for the network, each through one service with a deadline: attachments, and
the callback of a sign-in at the provider."""


def test_only_the_named_views_wait_for_a_mail_server() -> None:
    waiting = {
        name
        for name, imported in MODULES.items()
        if name.startswith(("mail.views", "accounts.views", "cards.views"))
        and any(is_in(i, "accounts.connect") or i == "mail.services.rendering" for i in imported)
    }
    assert waiting == WAITS
