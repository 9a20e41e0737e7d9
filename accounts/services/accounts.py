"""Keeping and removing email accounts."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from accounts import connect
from accounts.models import ConnectionEvent, Credential, EmailAccount, SetupAttempt
from accounts.models.connection_event import Happening
from accounts.signals import account_connected, account_leaving, account_removed
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
    signed_in: bool = False,
) -> EmailAccount:
    """Store the account with sealed credentials and tell the mail engine.

    An account with the same address is changed, not doubled. *signed_in*: both servers have been
    tried; *problem* is one that sending has.
    """
    kept = account or EmailAccount.objects.for_user(user).with_address(address).first()
    kept = kept or EmailAccount(user=user)
    kept.address, kept.key = address, address_key(address)
    had = kept.login(Service.IMAP) if kept.pk else None
    for login in logins.values():
        kept.set_login(login)
    kept.begin_again(timezone.now() if signed_in else None)
    kept.smtp_worked_at = None if problem else kept.smtp_worked_at
    kept.save()
    for service, secret in secrets.items():
        connect.store_secret(kept, service, secret)
    _note_check(kept, problem, signed_in)
    moved = had is not None and had != kept.login(Service.IMAP)
    account_connected.send(EmailAccount, account=kept, moved=moved)
    return kept


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
    EmailAccount.objects.select_for_update(no_key=True).filter(pk=account.pk).first()
    account_leaving.send(EmailAccount, account=account)
    Credential.objects.filter(account=account).delete()
    SetupAttempt.objects.filter(account=account).delete()
    EmailAccount.objects.filter(pk=account.pk).update(removed_at=Now())
    account_removed.send(EmailAccount, account=account)
