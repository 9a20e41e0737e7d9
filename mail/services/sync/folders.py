"""The folders of an account, as the server lists them."""

from __future__ import annotations

from django.db import transaction

from accounts.models import EmailAccount
from mail.core.imap.mailbox import ListedMailbox
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox
from mail.services.errands.asking import subscriptions_asked
from mail.services.ingest import indexable
from mail.services.sync.gone import folder_vanished
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_folders(run: Run, session: ImapSession) -> list[Mailbox]:
    """Those that can be opened, in the order of the screen."""
    # Read before the server is asked: what a person wants meanwhile stands.
    wished = set(subscriptions_asked(run.account))
    listed = {item.name: item for item in session.list_mailboxes() if _is_storable(item.name)}
    vanished = Mailbox.objects.none()
    with transaction.atomic():
        run.lease.renew()
        for item in listed.values():
            _keep(run.account, item, is_wished=item.name in wished)
        # A list without INBOX, which always exists (RFC 9051 §5.1), is a fault, not news.
        if any(item.special_use is SpecialUse.INBOX for item in listed.values()):
            vanished = Mailbox.objects.filter(account=run.account).exclude(name__in=listed)
    for mailbox in vanished:
        folder_vanished(run, mailbox)
    rows = Mailbox.objects.filter(account=run.account, vanished_at=None).shown()
    run.report.mailboxes = len(rows)
    return sorted(rows, key=lambda mailbox: mailbox.sort_key)


def _is_storable(name: str) -> bool:
    """No store keeps a NUL, and PostgreSQL no name beyond what fits into its index."""
    return "\0" not in name and indexable(name) == name


def _keep(account: EmailAccount, item: ListedMailbox, *, is_wished: bool) -> None:
    told = {
        "delimiter": item.delimiter,
        "special_use": item.special_use.value if item.special_use else "",
        "selectable": item.selectable,
        "vanished_at": None,
    }
    if not is_wished:
        told["subscribed"] = item.subscribed
    Mailbox.objects.update_or_create(account=account, name=item.name, defaults=told)
