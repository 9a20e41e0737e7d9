from __future__ import annotations

import pytest

from mail.core.imap.special_use import SpecialUse, special_uses


def by_name(*names: str, delimiter: str = "/") -> dict[str, SpecialUse]:
    return special_uses((name, delimiter, ()) for name in names)


def test_an_attribute_wins_over_a_name_that_is_listed_earlier() -> None:
    uses = special_uses([("Sent", "/", ()), ("Ud", "/", (b"\\HasNoChildren", b"\\SENT"))])
    assert uses == {"Ud": SpecialUse.SENT}


@pytest.mark.parametrize(
    ("name", "use"),
    [
        ("inbox", SpecialUse.INBOX),
        ("Sent Items", SpecialUse.SENT),
        ("Sendt post", SpecialUse.SENT),
        ("Gesendete Elemente", SpecialUse.SENT),
        ("Sendte elementer", SpecialUse.SENT),
        ("Verzonden items", SpecialUse.SENT),
        ("Skickat", SpecialUse.SENT),
        ("Kladder", SpecialUse.DRAFTS),
        ("Entwürfe", SpecialUse.DRAFTS),
        ("Utkast", SpecialUse.DRAFTS),
        ("Concepten", SpecialUse.DRAFTS),
        ("Slettet post", SpecialUse.TRASH),
        ("Papierkorb", SpecialUse.TRASH),
        ("Papirkurv", SpecialUse.TRASH),
        ("Prullenbak", SpecialUse.TRASH),
        ("Papperskorgen", SpecialUse.TRASH),
        ("Uønsket mail", SpecialUse.JUNK),
        ("Ongewenste e-mail", SpecialUse.JUNK),
        ("Skräppost", SpecialUse.JUNK),
        ("Spam", SpecialUse.JUNK),
        ("Arkiv", SpecialUse.ARCHIVE),
        ("Archief", SpecialUse.ARCHIVE),
    ],
)
def test_a_mailbox_is_known_by_its_name(name: str, use: SpecialUse) -> None:
    assert by_name(name) == {name: use}


def test_the_likelier_name_wins_whatever_the_order() -> None:
    assert by_name("Sent Messages", "Sent") == {"Sent": SpecialUse.SENT}


def test_a_name_counts_below_inbox_and_below_gmail_only() -> None:
    assert by_name("INBOX.Trash", delimiter=".") == {"INBOX.Trash": SpecialUse.TRASH}
    assert by_name("[Gmail]/Spam") == {"[Gmail]/Spam": SpecialUse.JUNK}
    assert by_name("Projects/Archive") == {}


def test_every_use_has_one_mailbox() -> None:
    uses = special_uses([("A", "/", (b"\\Trash",)), ("B", "/", (b"\\Trash",)), ("Bin", "/", ())])
    assert uses == {"A": SpecialUse.TRASH}
