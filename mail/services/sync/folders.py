"""The folders of an account, as the server lists them."""

from __future__ import annotations

from django.db import transaction

from accounts.models import EmailAccount
from mail.core.imap.mailbox import ListedMailbox
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox
from mail.services.ingest import indexable
from mail.services.overlay import folders_on_their_way
from mail.services.sync.run import Run
from mail.transport.imap_session import ImapSession


def bring_folders(run: Run, session: ImapSession) -> list[Mailbox]:
    """Those that can be opened, in the order of the screen."""
    moving = folders_on_their_way(run.account.pk)
    listed = {item.name: item for item in session.list_mailboxes() if _is_storable(item.name)}
    with transaction.atomic():
        run.lease.renew()
        moving |= folders_on_their_way(run.account.pk)
        for item in (item for item in listed.values() if not moving.hides(item.name)):
            _keep(run.account, item)
        # A list without INBOX, which always exists (RFC 9051 §5.1), is a fault, not news.
        if any(item.special_use is SpecialUse.INBOX for item in listed.values()):
            Mailbox.objects.filter(account=run.account).exclude(name__in=listed).exclude(
                pk__in=moving.kept
            ).delete()
    shown = Mailbox.objects.filter(account=run.account).shown()
    rows = [row for row in shown if moving.is_there(row.pk, row.name, listed)]
    run.report.mailboxes = len(rows)
    return sorted(rows, key=lambda mailbox: mailbox.sort_key)


def _is_storable(name: str) -> bool:
    """No store keeps a NUL, and PostgreSQL no name beyond what fits into its index."""
    return "\0" not in name and indexable(name) == name


def _keep(account: EmailAccount, item: ListedMailbox) -> None:
    Mailbox.objects.update_or_create(
        account=account,
        name=item.name,
        defaults={
            "delimiter": item.delimiter,
            "special_use": item.special_use.value if item.special_use else "",
            "selectable": item.selectable,
            "subscribed": item.subscribed,
        },
    )
