"""Errands that take a moment: the source of a message, and subscriptions."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from accounts import connect
from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.mime.as_text import source_as_text
from mail.core.sync.backoff import is_of_the_account
from mail.models import Errand, Mailbox
from mail.models.errand import ErrandKind
from mail.services.errands.attempt import attempt, waiting
from mail.services.leases import Lease
from mail.services.overlay import place_on_server
from mail.transport.imap_list import uses_subscriptions
from mail.transport.imap_session import ImapSession
from mail.transport.imap_subscribe import subscribe as tell

SOURCE_LIMIT_BYTES = 256 * 1024
"""What a person reads of a broken message. The rest is attachments in base64."""


CONNECTIONS = 3
"""Of one run: the errand at which the server hangs up does not keep the others from it."""


def run_short(account: EmailAccount, lease: Lease) -> bool:
    """What waits for the interactive lane; whether nothing is left for later. Raises MailError
    when nobody can sign in."""
    left = waiting(account, tuple(_DO))
    if not left:
        return True
    for _ in range(CONNECTIONS):
        if not left:
            break
        with connect.imap_session(account) as session:
            left = _run(session, left, lease)
    return not waiting(account, tuple(_DO))


def _run(session: ImapSession, errands: Sequence[Errand], lease: Lease) -> list[Errand]:
    """Those after the one at which the connection broke."""
    for number, errand in enumerate(errands, start=1):
        do = _DO[ErrandKind(errand.kind)]
        try:
            attempt(errand, lease, lambda one, do=do: do(session, one, lease))  # type: ignore[misc]
        except MailError as problem:
            if is_of_the_account(problem):
                raise
            return list(errands[number:])
    return []


def give_source(session: ImapSession, errand: Errand, lease: Lease) -> None:
    """The first :data:`SOURCE_LIMIT_BYTES` of the message, as text. Raises MailError."""
    assert errand.message is not None
    mailbox, uidvalidity, uid = place_on_server(errand.message)
    selected = session.select(mailbox.name)
    if selected.uidvalidity != uidvalidity:
        raise MailError(Code.MAILBOX_MISSING, subject=mailbox.last_name)
    raw = session.fetch_parts(uid, [""], SOURCE_LIMIT_BYTES)[""]
    with transaction.atomic():
        lease.renew()
        Errand.objects.filter(pk=errand.pk).update(text=source_as_text(raw))


def subscribe(session: ImapSession, errand: Errand, lease: Lease) -> None:
    """Raises MailError, and then the folder says again what the server says."""
    mailbox, wanted = errand.mailbox, errand.kind == ErrandKind.SUBSCRIBE
    assert mailbox is not None
    try:
        _say_what_is_subscribed(session, mailbox)
        tell(session.connection, mailbox.name, wanted=wanted)
    except MailError as problem:
        if not problem.retry:
            with transaction.atomic():
                lease.renew()
                Mailbox.objects.filter(pk=mailbox.pk).update(subscribed=not wanted)
        raise


def _say_what_is_subscribed(session: ImapSession, chosen: Mailbox) -> None:
    """Where nobody has used subscriptions all folders are shown. The first choice must not hide
    the others, so they are subscribed to before it."""
    if uses_subscriptions(session.connection):
        return
    shown = Mailbox.objects.filter(account=chosen.account_id, subscribed=True).on_server()
    for mailbox in shown.exclude(pk=chosen.pk):
        tell(session.connection, mailbox.name, wanted=True)


_DO = {
    ErrandKind.SOURCE: give_source,
    ErrandKind.SUBSCRIBE: subscribe,
    ErrandKind.UNSUBSCRIBE: subscribe,
}
