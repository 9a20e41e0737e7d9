"""Keeping and removing email accounts, and how many one person may have."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import connect
from accounts.models import ConnectionEvent, Credential, EmailAccount, SetupAttempt
from accounts.models.connection_event import Happening
from accounts.oauth import revoking
from accounts.signals import account_connected, account_leaving, account_removed
from cards.services.people import is_on_own_card, own_address_rule_met
from crm_inbox.models import User
from mail.core.address import address_key
from mail.core.endpoint import Login, Service
from mail.core.errors import Code, MailError
from mail.transport.secret import Secret

Refusal = MailError
"""Why not, for :func:`accounts.problems.explain`."""


def may_add_account(user: User) -> Refusal | None:
    """None when *user* may connect one more account than they have: one each is the rule."""
    if EmailAccount.objects.for_user(user).count() < settings.ACCOUNTS_PER_USER:
        return None
    return Refusal(Code.ACCOUNT_LIMIT)


def may_connect(user: User, address: str) -> Refusal | None:
    """None when *address* may become an account of *user*, or already is one.

    The first may be any address: the wizard offers to put it on the card, and until it is the
    first one there nothing is sent. A further one must be on the card already.
    """
    accounts = EmailAccount.objects.for_user(user)
    if accounts.with_address(address).exists():
        return None
    refusal = may_add_account(user)
    if refusal is None and accounts.exists() and not is_on_own_card(user, address):
        return Refusal(Code.NOT_ON_CARD, subject=address)
    return refusal


def may_send_from(account: EmailAccount) -> bool:
    """The own-card rule: the first account is the first address, a further one any of them."""
    if is_further(account):
        return is_on_own_card(account.user, account.address)
    return own_address_rule_met(account.user, account.address)


def is_further(account: EmailAccount) -> bool:
    """Whether its person had another account before it."""
    earlier = EmailAccount.objects.filter(user_id=account.user_id, pk__lt=account.pk)
    return earlier.exists()


@transaction.atomic
def keep_account(
    user: User,
    address: str,
    logins: Mapping[Service, Login],
    secrets: Mapping[Service, Secret],
    *,
    account: EmailAccount | None = None,
    problem: MailError | None = None,
    signed_in: bool = False,
) -> EmailAccount:
    """Store the account with sealed credentials and tell the mail engine.

    An account with the same address is changed, not doubled; so is *account*, which the caller
    holds. *signed_in*: both servers have been
    tried; *problem* is one that sending has. Raises MailError(ACCOUNT_LIMIT or NOT_ON_CARD) when
    it would be one account too many.
    """
    _refuse_one_too_many(user, address, account)
    kept = account or EmailAccount.objects.for_user(user).with_address(address).hold()
    kept = kept or EmailAccount(user=user)
    kept.address, kept.key = address, address_key(address)
    had = kept.login(Service.IMAP) if kept.pk else None
    for login in logins.values():
        kept.set_login(login)
    kept.begin_again(timezone.now() if signed_in else None)
    kept.smtp_worked_at = None if problem else kept.smtp_worked_at
    kept.save()
    if secrets:  # a password in the place of what the provider's page had allowed
        revoking.give_back(kept)
    for service, secret in secrets.items():
        connect.store_secret(kept, service, secret)
    _note_check(kept, problem, signed_in)
    moved = had is not None and had != kept.login(Service.IMAP)
    account_connected.send(EmailAccount, account=kept, moved=moved)
    return kept


def _refuse_one_too_many(user: User, address: str, account: EmailAccount | None) -> None:
    if account is not None:
        return
    # Two set-ups that end at the same moment count each other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if refusal := may_connect(user, address):
        raise refusal


def _note_check(account: EmailAccount, problem: MailError | None, signed_in: bool) -> None:
    if signed_in:
        ConnectionEvent.note(account, Service.IMAP, Happening.SIGNED_IN)
    if problem is not None:
        account.note_problem(Service.SMTP, problem)
    elif signed_in:
        ConnectionEvent.note(account, Service.SMTP, Happening.SIGNED_IN)


@transaction.atomic
def remove_account(account: EmailAccount) -> None:
    """Erase the secret and let nobody see the account any more; a worker erases what we hold.

    The mailbox at the provider is not touched.
    """
    EmailAccount.objects.filter(pk=account.pk).hold()
    account_leaving.send(EmailAccount, account=account)
    revoking.give_back(account)
    Credential.objects.filter(account=account).delete()
    SetupAttempt.objects.filter(account=account).delete()
    EmailAccount.objects.filter(pk=account.pk).update(removed_at=Now())
    account_removed.send(EmailAccount, account=account)
