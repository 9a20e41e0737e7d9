"""How far back mail is held: a person chooses for the account, or asks for more of one folder."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from accounts.models import EmailAccount
from mail.models import Mailbox
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.mailbox import MailboxQuerySet
from mail.services import events
from mail.services.lanes import make_due
from mail.services.sync.window import first_day


def choose(account: EmailAccount, days: int, *, hide_older: bool = False) -> None:
    """Hold *days* of mail from now on, 0 for everything.

    A wider choice brings what is missing. A narrower one is for folders still to come and leaves
    what is here, unless *hide_older*. A run in progress writes nothing over this
    (:mod:`mail.services.sync.choice`).
    """
    day = first_day(days)
    with transaction.atomic():
        EmailAccount.objects.filter(pk=account.pk).hold()  # before the lane, as in an edit
        EmailAccount.objects.filter(pk=account.pk).update(sync_window_days=days)
        make_due(account.pk, LaneName.SYNC)
        _move_back(Mailbox.objects.filter(account=account, since__isnull=False), day)
        if hide_older and day:
            _narrow(Mailbox.objects.filter(account=account), day)
        events.publish(account.user_id, EventName.MAIL)
    account.sync_window_days = days


def ask_for_older(mailbox: Mailbox) -> None:
    """Another quarter of a year of *mailbox*, or some screens full."""
    with transaction.atomic():
        make_due(mailbox.account_id, LaneName.SYNC)
        folder = Mailbox.objects.filter(pk=mailbox.pk, since__isnull=False)
        folder.update(older_asked=True, highestmodseq=0)
        events.publish(mailbox.account.user_id, EventName.MAIL)


def _move_back(folders: MailboxQuerySet, day: date | None) -> None:
    rows = folders.filter(since__gt=day) if day else folders
    # What comes now was not missing.
    rows.update(since=day, older_asked=False, highestmodseq=0, compared_at=None, is_behind=True)


def _narrow(folders: MailboxQuerySet, day: date) -> None:
    folders.filter(older_asked=True).update(older_asked=False)
    rows = folders.filter(Q(since__isnull=True) | Q(since__lt=day))
    rows.update(since=day, hide_asked=True, highestmodseq=0, is_behind=True)
