"""Which of a person's email accounts a page acts for.

Who has one account, as nearly everybody, never reads of it: no address names it. With several,
every address does, by its folder, its message or ``account=``, so that reload and Back keep it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import EmailAccount
from crm_inbox.http import AuthenticatedRequest
from mail.models import Mailbox

Accounts = Sequence[EmailAccount]


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account in the chooser above the folders."""

    id: int
    address: str
    unseen_count: int
    needs_attention: bool
    is_current: bool
    url: str


def accounts_of(request: AuthenticatedRequest) -> list[EmailAccount]:
    """The person's own, the first one first."""
    return list(EmailAccount.objects.for_user(request.user).order_by("pk"))


def named_account(request: AuthenticatedRequest, accounts: Accounts) -> EmailAccount | None:
    """The one that ``?account=`` names. Raises Http404 when it is not among *accounts*."""
    wanted = request.GET.get("account", "")
    if not wanted:
        return None
    found = [account for account in accounts if str(account.pk) == wanted]
    if not found:
        raise Http404
    return found[0]


def account_query(account: EmailAccount, accounts: Accounts, **words: str) -> str:
    """What is added to the address of a page that acts for *account*, such as ``?account=7``."""
    named = {"account": str(account.pk)} if len(accounts) > 1 else {}
    query = urlencode({**named, **words})
    return f"?{query}" if query else ""


def home_url(account: EmailAccount, accounts: Accounts) -> str:
    """The account's inbox."""
    return reverse("inbox") + account_query(account, accounts)


def account_rows(
    accounts: Accounts, mailboxes: Sequence[Mailbox], current: EmailAccount
) -> list[AccountRow]:
    """Nothing where there is nothing to choose."""
    if len(accounts) < 2:
        return []
    return [
        AccountRow(
            id=account.pk,
            address=account.address,
            unseen_count=unseen(mailboxes, account),
            needs_attention=not account.works,
            is_current=account.pk == current.pk,
            url=home_url(account, accounts),
        )
        for account in accounts
    ]


def unseen(mailboxes: Sequence[Mailbox], account: EmailAccount | None = None) -> int:
    """Unread messages in the inbox of *account*, or in all of them."""
    return sum(
        mailbox.unseen_count
        for mailbox in mailboxes
        if mailbox.is_inbox and (account is None or mailbox.account_id == account.pk)
    )
