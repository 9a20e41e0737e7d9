"""Keeping and removing email accounts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from accounts import connect
from accounts.models import Credential, EmailAccount
from accounts.oauth import revoking
from accounts.signals import account_connected, account_leaving
from crm_inbox.models import User
from mail.core.address import address_key
from mail.core.endpoint import Login, Service
from mail.core.errors import MailError
from mail.transport.secret import Secret


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
    """
    kept = account or EmailAccount.objects.for_user(user).with_address(address).first()
    kept = kept or EmailAccount(user=user)
    kept.address, kept.key = address, address_key(address)
    had = kept.login(Service.IMAP) if kept.pk else None
    for login in logins.values():
        kept.set_login(login)
    kept.problem_code = kept.problem_service = kept.problem_subject = kept.server_said = ""
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


@transaction.atomic
def remove_account(account: EmailAccount) -> None:
    """Erase the secret and everything we hold; the mailbox at the provider is not touched."""
    EmailAccount.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
    account_leaving.send(EmailAccount, account=account)
    revoking.give_back(account)
    Credential.objects.filter(account=account).delete()
    account.delete()
