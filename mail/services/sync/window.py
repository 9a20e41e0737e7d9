"""From which day on the mail of a folder is held here.

The day of a folder is fixed when it is first listed and only moves back: by a wider choice, or
when somebody asks for older mail at the end of its list. New mail is always taken, and what is
here already stays, so what is wanted is

    what came since that day  +  what is new  +  what is here and still on the server

Under new numbers the last of these is looked for (:mod:`mail.services.sync.strays`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.imap.mailbox import Selected
from mail.models import Mailbox, Message
from mail.services.sync.choice import choice_of, read_again, while_chosen
from mail.services.sync.gone import hide
from mail.services.sync.run import Run
from mail.services.sync.strays import numbered_anew
from mail.transport.imap_search import existing, uids_since
from mail.transport.imap_session import ImapSession

A_STEP = timedelta(days=92)
MANY = 200
"""Messages that "older" brings at least, where there are so many: four screens."""

STEPS = 9
"""The spans double: after so many they reach beyond the first electronic mail."""


def wanted(run: Run, session: ImapSession, mailbox: Mailbox, selected: Selected) -> list[int]:
    """Uids that are to be here, ascending. Raises MailError."""
    _settle(run, session, mailbox)
    if mailbox.since is None:
        return session.uids()
    recent = set(uids_since(session.connection, mailbox.since))
    if mailbox.uidnext and mailbox.uidvalidity == selected.uidvalidity:
        recent.update(session.uids(mailbox.uidnext))
    here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
    outside = set(here.values_list("uid", flat=True)) - recent
    listed = recent | existing(session.connection, outside)
    return sorted(listed | numbered_anew(run, session, mailbox, selected, listed))


def counted(mailbox: Mailbox, selected: Selected, uids: Sequence[int]) -> int:
    """How many the server has of what is wanted: it may count more than it lists."""
    return len(uids) if mailbox.since else max(len(uids), selected.exists)


def first_day(days: int) -> date | None:
    """The day with which a window of *days* begins today; None: everything."""
    return timezone.localdate() - timedelta(days=days) if days else None


def _settle(run: Run, session: ImapSession, mailbox: Mailbox) -> None:
    """Fix the day of a folder that is new here, or move it as asked. What a person chooses
    meanwhile stands, and *mailbox* says so afterwards; the next look settles it."""
    if mailbox.hide_asked:
        _hide_older(run, mailbox)
    if mailbox.older_asked:
        day = _further_back(session, mailbox.since) if mailbox.since else None
        # What comes now was not missing.
        _keep(run, mailbox, since=day, older_asked=False, compared_at=None)
    elif mailbox.since is None and not mailbox.uidvalidity:
        _begin(run, mailbox)


def _begin(run: Run, mailbox: Mailbox) -> None:
    """By the account as it is now, which may be wider than when the run began."""
    accounts = EmailAccount.objects.filter(pk=run.account.pk)
    with transaction.atomic():
        run.lease.renew()
        days = accounts.values_list("sync_window_days", flat=True).first()
        while_chosen(choice_of(mailbox), mailbox).update(since=first_day(days or 0))
        read_again(mailbox)


def _further_back(session: ImapSession, since: date) -> date | None:
    """At least a quarter and :data:`MANY` messages before *since*; None: everything."""
    has = len(uids_since(session.connection, since))
    in_all = len(session.uids())
    for step in range(STEPS):
        earlier = since - A_STEP * (1 << step)
        found = len(uids_since(session.connection, earlier))
        if found >= in_all:
            return None
        if found - has >= MANY:
            return earlier
    return None


def _hide_older(run: Run, mailbox: Mailbox) -> None:
    """Out of sight here, and found again by a search on the server or by "older"."""
    if mailbox.since:
        rows = Message.objects.filter(mailbox=mailbox, internaldate__date__lt=mailbox.since)
        hide(run, mailbox, list(rows.values_list("pk", flat=True)))
    _keep(run, mailbox, hide_asked=False)


def _keep(run: Run, mailbox: Mailbox, **settled: object) -> None:
    """Write what is *settled*, unless something else was chosen meanwhile; read what holds now."""
    with transaction.atomic():
        run.lease.renew()
        while_chosen(choice_of(mailbox), mailbox).update(**settled)
        read_again(mailbox)
