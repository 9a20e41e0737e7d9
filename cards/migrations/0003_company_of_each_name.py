"""A company card for each company name on the cards of people, and sort keys for all cards.

Names that differ only in case and blanks are one company. The way back writes the names to the
cards again; addresses and notes of companies have no place there and are lost.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cards.collation import LOCALES, sort_keys
from cards.folding import folded, name_key

BATCH = 500
OLD_LIMIT = 500
"""Characters of the old lookup_text."""


def forwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    Person, Company = apps.get_model("cards", "Person"), apps.get_model("cards", "Company")
    ids: dict[str, int] = {}
    for people in batches(Person.objects.all()):
        add_companies(Company, ids, [person.company_name for person in people])
        for person in people:
            person.company_id = ids.get(name_key(person.company_name))
            person.lookup_text = folded(shown_name(person))
            set_sort_keys(person, shown_name(person))
        Person.objects.bulk_update(people, ["company", "lookup_text", *LOCALES])


def backwards(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    Person = apps.get_model("cards", "Person")
    for people in batches(Person.objects.select_related("company")):
        for person in people:
            person.company_name = person.company.name if person.company else ""
            text = f"{shown_name(person)}\n{person.company_name}"
            person.lookup_text = folded(text)[:OLD_LIMIT]
        Person.objects.bulk_update(people, ["company_name", "lookup_text"])


def batches(rows: Any) -> Iterator[list[Any]]:
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:BATCH]):
        yield batch
        last = batch[-1].pk


def add_companies(Company: Any, ids: dict[str, int], names: list[str]) -> None:
    """Make the companies among *names* that are not in *ids* yet, and note them there."""
    new = {name_key(name): " ".join(name.split()) for name in reversed(names)}
    for key, name in new.items():
        if key and key not in ids:
            company = Company(name=name, name_key=key, lookup_text=folded(name))
            set_sort_keys(company, name)
            company.save()
            ids[key] = company.pk


def shown_name(person: Any) -> str:
    return f"{person.first_name} {person.last_name}".strip()


def set_sort_keys(card: Any, name: str) -> None:
    for column, key in sort_keys(name).items():
        setattr(card, column, key)


class Migration(migrations.Migration):
    dependencies = [("cards", "0002_companies")]
    operations = [migrations.RunPython(forwards, backwards)]
