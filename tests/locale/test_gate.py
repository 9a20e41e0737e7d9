"""The gate of the texts fails when it should."""

from __future__ import annotations

import importlib.util
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import ModuleType

import polib
import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


def tool(name: str) -> ModuleType:
    loader = SourceFileLoader(Path(name).stem, str(ROOT / "tools" / name))
    spec = importlib.util.spec_from_loader(loader.name, loader)
    assert spec is not None
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module


messages = tool("messages")
templates = tool("check_templates.py")


def test_all_six_catalogues_are_complete() -> None:
    found = [line for language in messages.LANGUAGES for line in messages.check_language(language)]
    assert not found


@pytest.mark.parametrize(
    ("language", "msgid", "msgstr", "complaint"),
    [
        ("nb", "Save", "", "is empty"),
        ("nb", "%(count)d new", "%(number)d nye", "has other placeholders"),
        ("nb", "See <b>this</b>", "Se dette", "has other placeholders"),
        ("nb", "Try again.", "Prøv igjen", "begins or ends otherwise"),
        ("de", "Type your password.", "Gib dein Passwort ein.", "informally"),
        ("nl", "Type your password.", "Typ je wachtwoord.", "informally"),
    ],
)
def test_a_bad_translation_is_named(language: str, msgid: str, msgstr: str, complaint: str) -> None:
    entry = polib.POEntry(msgid=msgid, msgstr=msgstr)
    assert any(complaint in line for line in messages.check_entry(language, entry))


def test_a_fuzzy_translation_is_named() -> None:
    entry = polib.POEntry(msgid="Save", msgstr="Lagre", flags=["fuzzy"])
    assert any("fuzzy" in line for line in messages.check_entry("nb", entry))


@pytest.mark.parametrize(
    ("source", "finding"),
    [
        ("<p>Hello</p>", "text outside gettext"),
        ('<input placeholder="Name">', "placeholder outside gettext"),
        ('<p style="color:red"></p>', "style is refused"),
        ("<script>alert(1)</script>", "inline <script>"),
        ('<a onclick="x()"></a>', "onclick is refused"),
        ('<div hx-trigger="click[ctrlKey]"></div>', "hx-trigger must not"),
    ],
)
def test_a_template_with_a_literal_or_a_script_is_named(source: str, finding: str) -> None:
    assert any(finding in text for _line, text in templates.literal_texts(source))


def test_a_translated_template_passes() -> None:
    source = '{% load i18n %}<p title="{% translate "x" %}">{% translate "Hello" %} {{ name }}</p>'
    assert not templates.literal_texts(source)
