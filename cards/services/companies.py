"""Verbs on company cards."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from cards.models import Company
from cards.models.company import NAME_LIMIT
from crm_inbox.models import User

SUGGESTIONS_LIMIT = 20


class NameTaken(Exception):
    """Another company has this name already."""


def create_company(*, name: str, **fields: Any) -> Company:
    """A new card. Raises NameTaken, ValidationError."""
    return save_company(Company(name=_tidied(name), **fields))


def save_company(company: Company) -> Company:
    """Store *company*, new or changed. Raises NameTaken, ValidationError with nothing stored."""
    company.clean_fields(exclude=Company.derived_fields())
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError:
        if Company.objects.named(company.name).exclude(pk=company.pk).exists():
            raise NameTaken(company.name) from None
        raise
    return company


def company_named(name: str) -> Company | None:
    """The company with this name, made when there is none; None for a name of blanks."""
    name = _tidied(name)
    if not name:
        return None
    found = Company.objects.named(name).first()
    if found is not None:
        return found
    try:
        return create_company(name=name)
    except NameTaken:  # by somebody who typed it at the same moment
        return Company.objects.named(name).get()


def suggested_names(user: User | AnonymousUser, text: str, language: str | None) -> list[str]:
    """Names of companies that match *text*, the first few in the order of *language*."""
    rows = Company.objects.for_user(user).matching(text).in_name_order(language)
    return list(rows.values_list("name", flat=True)[:SUGGESTIONS_LIMIT])


def _tidied(name: str) -> str:
    return " ".join(name.split())[:NAME_LIMIT]
