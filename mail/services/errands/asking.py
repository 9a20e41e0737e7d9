"""Writing down what a person wants; the same wish that still waits is not written twice."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from accounts.models import EmailAccount
from mail.models import Errand, Mailbox, Message
from mail.models.errand import SUBSCRIPTIONS, ErrandKind
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.services import events
from mail.services.lanes import make_due


def fetch_source(message: Message) -> Errand:
    """The message as the server has it, as text."""
    return _ask(LaneName.INTERACTIVE, ErrandKind.SOURCE, message.mailbox, message=message)


def search_server(mailbox: Mailbox, query: str) -> Errand:
    """Mail of *mailbox* that holds *query*, whether it is here or not."""
    return _ask(LaneName.SYNC, ErrandKind.SEARCH, mailbox, query=query, before_uid=0)


def search_further(errand: Errand) -> Errand:
    """The next part of what the server found, older than that of *errand*."""
    assert errand.mailbox is not None
    return _ask(
        LaneName.SYNC,
        ErrandKind.SEARCH,
        errand.mailbox,
        query=errand.query,
        before_uid=errand.oldest_uid,
        uidvalidity=errand.uidvalidity,
    )


def subscribe_folder(mailbox: Mailbox, *, wanted: bool) -> Errand:
    """Shown at once; put back, with the reason, when the server refuses."""
    kind = ErrandKind.SUBSCRIBE if wanted else ErrandKind.UNSUBSCRIBE
    with transaction.atomic():
        make_due(mailbox.account_id, LaneName.INTERACTIVE)
        Mailbox.objects.filter(pk=mailbox.pk).update(subscribed=wanted)
        # What was wanted before and the server has not heard of is of no use any more.
        earlier = Errand.objects.filter(mailbox=mailbox, kind__in=SUBSCRIPTIONS).still_open()
        earlier.delete()
        errand = Errand.objects.create(account_id=mailbox.account_id, mailbox=mailbox, kind=kind)
        events.publish(mailbox.account.user_id, EventName.MAIL)
    return errand


def subscriptions_asked(account: EmailAccount) -> Iterable[str]:
    """Names of folders whose subscription the server has yet to learn."""
    rows = Errand.objects.filter(account=account, kind__in=SUBSCRIPTIONS).still_open()
    return rows.values_list("mailbox__name", flat=True)


def newest_of(message: Message) -> Errand | None:
    """The last time that the source of *message* was asked for."""
    rows = Errand.objects.filter(message=message, kind=ErrandKind.SOURCE)
    return rows.order_by("-pk").first()


def _ask(lane: LaneName, kind: ErrandKind, mailbox: Mailbox, **wanted: object) -> Errand:
    with transaction.atomic():
        make_due(mailbox.account_id, lane)
        same = Errand.objects.filter(mailbox=mailbox, kind=kind, **wanted).still_open()
        return same.first() or Errand.objects.create(
            account_id=mailbox.account_id, mailbox=mailbox, kind=kind, **wanted
        )
