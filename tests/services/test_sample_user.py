"""The sample user: made once, and never in the way of real people."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client

from crm_inbox.models import User
from crm_inbox.sample.seeding import sample_user

ADDRESS = "anna@solvind.example"


@pytest.mark.django_db
def test_every_start_says_the_same_password_and_it_opens_the_door(tmp_path: Path) -> None:
    first, again = sample_user(ADDRESS, tmp_path), sample_user(ADDRESS, tmp_path)
    assert first == again
    assert first is not None
    assert Client().login(username=first.name, password=first.password)
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_password_that_was_changed_is_not_said(tmp_path: Path) -> None:
    sample_user(ADDRESS, tmp_path)
    user = User.objects.get()
    user.set_password("a password of their own")
    user.save()
    again = sample_user(ADDRESS, tmp_path)
    assert again is not None
    assert again.password == ""


def test_where_people_work_no_sample_user_is_made(ole: User, tmp_path: Path) -> None:
    assert sample_user(ADDRESS, tmp_path) is None
    assert User.objects.get() == ole
