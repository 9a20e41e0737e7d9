"""What the provider asks for, as words: sentence, steps and a page in the reader's language."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from accounts import hints
from accounts.hint_steps import MOST_STEPS
from mail.core.discovery.provider import Hint, Provider
from mail.core.discovery.result import Method
from mail.core.discovery.table import PROVIDERS

OPEN = [provider for provider in PROVIDERS if provider.servers]
CLOSED = [provider for provider in PROVIDERS if provider.servers is None]


@pytest.mark.parametrize("hint", [hint for hint in Hint if hint])
def test_every_hint_has_a_sentence_and_few_steps(hint: Hint) -> None:
    advice = hints.advice(hint, "", "Fjordpost")

    assert advice.sentence.endswith(".")
    assert len(advice.steps) <= MOST_STEPS
    assert all(step.endswith(".") for step in advice.steps)
    assert "%(" not in advice.sentence + "".join(advice.steps)


@pytest.mark.parametrize("provider", OPEN, ids=lambda provider: provider.name)
def test_whoever_asks_for_something_says_what(provider: Provider) -> None:
    advice = hints.advice(provider.hint, provider.method, provider.name)

    assert bool(advice.sentence) == bool(provider.hint)
    assert advice.link.startswith("https://") or not provider.help_urls


@pytest.mark.parametrize("provider", CLOSED, ids=lambda provider: provider.name)
def test_whoever_lets_nobody_in_has_words_of_its_own(provider: Provider) -> None:
    advice = hints.impossible(provider.name)

    assert advice == hints.advice(provider.hint, "", provider.name)
    assert provider.name.split()[0] in advice.sentence


def test_google_is_explained_step_by_step_with_its_page() -> None:
    advice = hints.advice(Hint.APP_PASSWORD_GOOGLE, Method.APP_PASSWORD, "Gmail")

    assert "Switch on 2-Step Verification" in advice.sentence
    assert advice.steps[1] == "Open Security › 2-Step Verification › App passwords."
    assert advice.link == "https://support.google.com/accounts/answer/185833?hl=en"


@pytest.mark.parametrize(
    ("language", "provider", "link"),
    [
        ("de", "Gmail", "https://support.google.com/accounts/answer/185833?hl=de"),
        ("nb", "iCloud", "https://support.apple.com/no-no/102654"),
        ("de", "GMX", "https://hilfe.gmx.net/pop-imap/einschalten.html"),
        ("en-gb", "GMX", "https://support.gmx.com/pop-imap/toggle.html"),
        ("sv", "GMX", "https://support.gmx.com/pop-imap/toggle.html"),
        ("en", "WEB.DE", "https://hilfe.web.de/pop-imap/einschalten.html"),
        ("en", "Fjordpost", ""),
    ],
)
def test_the_page_is_in_the_readers_language_where_there_is_one(
    language: str, provider: str, link: str
) -> None:
    with override(language):
        assert hints.advice(Hint.ENABLE_IMAP, "", provider).link == link


def test_outlook_names_the_switch_and_refuses_passwords_at_once() -> None:
    advice = hints.advice(Hint.SIGN_IN_OUTLOOK, Method.OAUTH, "Outlook.com")

    assert advice.sentence.startswith("Outlook.com no longer accepts passwords")
    assert "Open Settings › Mail › Forwarding and IMAP." in advice.steps


def test_proton_speaks_of_its_bridge_and_others_do_not() -> None:
    assert "Proton Mail Bridge" in hints.impossible("Proton Mail").sentence
    assert "Bridge" not in hints.impossible("Tuta").sentence
    assert hints.impossible("Fjordpost").sentence.startswith("Fjordpost does not let")


def test_a_hint_of_another_version_says_nothing() -> None:
    assert hints.advice("mail_pigeon", "app_password", "Fjordpost") == hints.Advice("")
    assert hints.advice("", "telepathy", "Fjordpost") == hints.Advice("")


def test_nothing_to_do_is_said_in_no_words() -> None:
    assert hints.advice("", "", "Fjordpost") == hints.Advice("")
    assert hints.advice("", "", "Migadu").sentence == ""
