"""Making users, and letting them in again."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from accounts.models import Preferences
from cards.services.people import make_first_address, own_card
from crm_inbox.models import User
from mail.core.address import parse_addr_spec


def add_user(
    name: str,
    *,
    email: str,
    password: str,
    language: str = "",
    staff: bool = False,
    first_name: str = "",
    last_name: str = "",
) -> User:
    """A user with a card of their own whose first address is *email*.

    Raises ValidationError and MailError(ADDRESS_INVALID) with nothing stored.
    """
    address = parse_addr_spec(email)
    if User.objects.filter(username__iexact=name).exists():
        raise ValidationError(f"There is already a user called {name}.")
    user = User(
        username=name, email=address, is_staff=staff, first_name=first_name, last_name=last_name
    )
    user.full_clean(exclude=["password"])
    validate_password(password, user)
    user.set_password(password)
    with transaction.atomic():
        user.save()
        Preferences.objects.create(user=user, language=language)
        make_first_address(own_card(user), address)
    return user


def switch_off_two_step(user: User) -> bool:
    """For somebody who lost phone and recovery codes; False when it was not on."""
    erased, _of_each_kind = Authenticator.objects.filter(user=user).delete()
    return bool(erased)
