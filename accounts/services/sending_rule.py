"""From which addresses a person may send, and how many accounts they may have.

The first account has the first address of the person's own card; further accounts, where the
administrator allows them, have any address on it.
"""

from __future__ import annotations

from django.conf import settings

from accounts.models import EmailAccount
from cards.services.people import is_own_address, own_address_rule_met
from crm_inbox.models import User


def may_send_from(account: EmailAccount) -> bool:
    if own_address_rule_met(account.user, account.address):
        return True
    return is_further(account) and is_own_address(account.user, account.address)


def is_further(account: EmailAccount) -> bool:
    """Whether it may be, and is, one besides the person's first."""
    if accounts_per_user() < 2:
        return False
    return EmailAccount.objects.for_user(account.user).filter(pk__lt=account.pk).exists()


def may_add_account(user: User) -> bool:
    number = EmailAccount.objects.for_user(user).count()
    return 0 < number < accounts_per_user()


def accounts_per_user() -> int:
    return int(getattr(settings, "ACCOUNTS_PER_USER", 1))
