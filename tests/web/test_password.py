"""Changing the password."""

from __future__ import annotations

import pytest
from django.test import Client

from crm_inbox.models import User
from tests.conftest import PASSWORD, signed_in

NEW = "another rather long one"
ADDRESS = "/options/password/"


def form(**fields: str) -> dict[str, str]:
    return {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | fields


def test_this_session_stays_and_every_other_one_ends(annas: Client, anna: User) -> None:
    elsewhere = signed_in(anna)
    page = annas.post(ADDRESS, form(), follow=True).content.decode()
    assert "Your password is changed." in page
    assert annas.get("/options/").status_code == 200
    assert elsewhere.get("/options/").status_code == 302
    assert User.objects.get(pk=anna.pk).check_password(NEW)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"oldpassword": "guess"}, "This is not your current password. Type it again."),
        ({"oldpassword": ""}, "Type your current password."),
        (
            {"password2": "another rather long two"},
            "The two new passwords differ. Type them again.",
        ),
        ({"password1": "short", "password2": "short"}, "at least 10 characters"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    annas: Client, anna: User, changed: dict[str, str], sentence: str
) -> None:
    page = annas.post(ADDRESS, form(**changed)).content.decode()
    assert sentence in page.partition('class="field__error"')[2]
    assert User.objects.get(pk=anna.pk).check_password(PASSWORD)


def test_no_password_is_written_back_into_the_page(annas: Client) -> None:
    page = annas.post(ADDRESS, form(oldpassword="guess of a thief")).content.decode()
    assert "guess of a thief" not in page
    assert NEW not in page


def test_a_password_manager_knows_which_field_is_which(annas: Client) -> None:
    page = annas.get(ADDRESS).content.decode()
    assert page.count('autocomplete="current-password"') == 1
    assert page.count('autocomplete="new-password"') == 2
    assert 'autocomplete="username"' in page


def test_guessing_the_current_password_is_stopped(annas: Client) -> None:
    answers = [annas.post(ADDRESS, form(oldpassword=f"guess {n}")) for n in range(6)]
    assert answers[-1].status_code == 429
    assert "Wait a minute, then try again." in answers[-1].content.decode()
