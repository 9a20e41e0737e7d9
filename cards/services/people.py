"""Verbs on person cards: making, changing and finding them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from cards.models import EmailAddress, Person
from cards.services.companies import company_named
from crm_inbox.models import User
from mail.core.address import address_key, parse_addr_spec, same_address
from mail.core.errors import MailError

LabelledAddress = tuple[str, str]
"""An address and its label, such as Work; the label may be empty."""


def create_person(
    *,
    first_name: str = "",
    last_name: str = "",
    title: str = "",
    company_name: str = "",
    phone: str = "",
    mobile: str = "",
    note: str = "",
    addresses: Sequence[LabelledAddress] = (),
    user: User | None = None,
) -> Person:
    """A new card. Raises IntegrityError without any name, MailError(ADDRESS_INVALID)."""
    person = Person(
        first_name=first_name,
        last_name=last_name,
        title=title,
        phone=phone,
        mobile=mobile,
        note=note,
        user=user,
    )
    return save_person(person, addresses, company_name=company_name)


@transaction.atomic
def save_person(
    person: Person, addresses: Sequence[LabelledAddress], *, company_name: str | None = None
) -> Person:
    """Store *person*, new or changed, with exactly *addresses*, the primary one first.

    With a *company_name* they work at the company of that name, which is made when there is none;
    with "" at none, and with None where they did.
    Raises IntegrityError without any name, MailError(ADDRESS_INVALID); then nothing is stored.
    """
    if company_name is not None:
        person.company = company_named(company_name)
    person.save()
    _name_the_user(person)
    set_addresses(person, addresses)
    return person


@transaction.atomic
def rename_user(user: User, *, first_name: str, last_name: str) -> None:
    """The name of *user*, which others see as the sender, and of their own card.

    Raises IntegrityError without any name; then nothing is changed.
    """
    card = own_card(user)
    card.first_name, card.last_name = first_name, last_name
    card.save(update_fields=["first_name", "last_name"])
    _name_the_user(card)


@transaction.atomic
def set_addresses(person: Person, addresses: Sequence[LabelledAddress]) -> None:
    """Make *addresses* those of the card, in this order; rows that stay keep their ids.

    An address that is named twice counts once, at its first place.
    Raises MailError(ADDRESS_INVALID) with nothing changed.
    """
    # Two people who save one card at the same time wait for each other.
    Person.objects.select_for_update().get(pk=person.pk)
    wanted = _by_key(addresses)
    kept = {row.key: row for row in EmailAddress.objects.filter(person=person)}
    EmailAddress.objects.filter(person=person).exclude(key__in=wanted).delete()
    for position, (key, (address, label)) in enumerate(wanted.items()):
        row = kept.get(key) or EmailAddress(person=person, key=key)
        before = (row.pk, row.address, row.label, row.position)
        row.address, row.label, row.position = address, label, position
        if row.pk is None or before != (row.pk, address, label, position):
            row.save()
    _forget_fetched_addresses(person)


def make_first_address(person: Person, address: str) -> None:
    """Make *address* the primary one of the card, whether or not it was on it.

    Raises MailError(ADDRESS_INVALID).
    """
    rows = list(EmailAddress.objects.filter(person=person))
    label = next((row.label for row in rows if same_address(row.address, address)), "")
    set_addresses(person, [(address, label), *((row.address, row.label) for row in rows)])


def own_card(user: User) -> Person:
    """The card of somebody who works here; made from what we know of them when it is missing."""
    card = Person.objects.filter(user=user).first()
    return card or _make_own_card(user)


def person_for_address(user: User | AnonymousUser, address: str) -> Person | None:
    """The card with *address*; the oldest one when there are several."""
    rows = Person.objects.for_user(user).with_address(address).select_related("company")
    return rows.order_by("pk").first()


def own_address_rule_met(user: User, address: str) -> bool:
    """Whether *address* equals the first address of the user's own card."""
    first = EmailAddress.objects.filter(person__user_id=user.pk).first()
    return first is not None and first.key == address_key(address)


def is_own_address(user: User, address: str) -> bool:
    """Whether *address* is anywhere on the user's own card."""
    own = EmailAddress.objects.filter(person__user_id=user.pk)
    return own.filter(key=address_key(address)).exists()


def _name_the_user(card: Person) -> None:
    """A user is called what their own card says."""
    if card.user is not None:
        card.user.first_name, card.user.last_name = card.first_name, card.last_name
        card.user.save(update_fields=["first_name", "last_name"])


@transaction.atomic
def _make_own_card(user: User) -> Person:
    card, is_new = Person.objects.get_or_create(user=user, defaults=_names(user))
    if is_new:
        set_addresses(card, _usable([user.email]))
    return card


def _names(user: User) -> dict[str, str]:
    if user.first_name.strip() or user.last_name.strip():
        return {"first_name": user.first_name, "last_name": user.last_name}
    return {"first_name": user.username}


def _usable(texts: Iterable[str]) -> list[LabelledAddress]:
    """The addresses among *texts*: a user may have none, or one such as ``root@localhost``."""
    usable = []
    for text in texts:
        try:
            usable.append((parse_addr_spec(text), ""))
        except MailError:
            continue
    return usable


def _by_key(addresses: Sequence[LabelledAddress]) -> dict[str, LabelledAddress]:
    wanted: dict[str, LabelledAddress] = {}
    for text, label in addresses:
        address = parse_addr_spec(text)
        wanted.setdefault(address_key(address), (address, label))
    return wanted


def _forget_fetched_addresses(person: Person) -> None:
    getattr(person, "_prefetched_objects_cache", {}).pop("addresses", None)
