"""Keeping and removing email accounts, and how many one person may have."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.db import transaction

from accounts import connect
from accounts.models import Credential, EmailAccount
from accounts.oauth import revoking
from accounts.signals import account_connected, account_leaving
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
    earlier = EmailAccount.objects.filter(user_id=account.user_id, pk__lt=account.pk)
    if earlier.exists():
        return is_on_own_card(account.user, account.address)
    return own_address_rule_met(account.user, account.address)


@transaction.atomic
def keep_account(
    user: User,
    address: str,
    logins: Mapping[Service, Login],
    secrets: Mapping[Service, Secret],
    *,
    account: EmailAccount | None = None,
    problem: MailError | None = None,
) -> EmailAccount:
    """Store the account with sealed credentials and tell the mail engine.

    An account with the same address is changed, not doubled. *problem* is one that sending has.
    Raises MailError(ACCOUNT_LIMIT or NOT_ON_CARD) when it would be one account too many.
    """
    _refuse_one_too_many(user, address, account)
    kept = account or EmailAccount.objects.for_user(user).with_address(address).first()
    kept = kept or EmailAccount(user=user)
    kept.address, kept.key = address, address_key(address)
    had = kept.login(Service.IMAP) if kept.pk else None
    for login in logins.values():
        kept.set_login(login)
    kept.problem_code = kept.problem_service = kept.problem_subject = kept.server_said = ""
    kept.problem_facts = {}
    kept.save()
    if secrets:  # a password in the place of what the provider's page had allowed
        revoking.give_back(kept)
    for service, secret in secrets.items():
        connect.store_secret(kept, service, secret)
    if problem is not None:
        kept.note_problem(Service.SMTP, problem)
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


@transaction.atomic
def remove_account(account: EmailAccount) -> None:
    """Erase the secret and everything we hold; the mailbox at the provider is not touched."""
    EmailAccount.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
    account_leaving.send(EmailAccount, account=account)
    revoking.give_back(account)
    Credential.objects.filter(account=account).delete()
    account.delete()
