"""What is noted of a folder when it was found, or made, as the server has it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.core.sync.plan import Held
from mail.models import Mailbox, Message
from mail.services.overlay import ahead_by_folder
from mail.services.sync import standing
from mail.services.sync.choice import Choice, while_chosen
from mail.services.sync.run import Run


def held_of(mailbox: Mailbox) -> Held:
    """As the row says now, not as it was when the run began."""
    mailbox.refresh_from_db()
    return as_held(mailbox, ahead_by_folder(mailbox.account_id))


def as_held(mailbox: Mailbox, ahead: Mapping[int, int]) -> Held:
    return Held(
        uidvalidity=mailbox.uidvalidity,
        uidnext=mailbox.uidnext,
        highestmodseq=mailbox.highestmodseq,
        exists=mailbox.exists,
        stored=mailbox.stored_count - mailbox.held_count,
        not_held=mailbox.not_held,
        on_their_way=ahead.get(mailbox.pk, 0),
    )


def newest_row(run: Run) -> int:
    """Asked before the server is: what is newer was not there when a folder was looked at."""
    rows = Message.rows.filter(account=run.account).order_by("-pk")
    return rows.values_list("pk", flat=True).first() or 0


def note_size(run: Run, mailbox: Mailbox, selected: Selected) -> None:
    """How many messages a folder has that is opened for the first time, for whoever watches. Later
    it would say that all of them are here."""
    if not mailbox.uidvalidity:
        with transaction.atomic():
            run.lease.renew()
            Mailbox.objects.filter(pk=mailbox.pk).update(exists=selected.exists)


def note_state(
    run: Run,
    mailbox: Mailbox,
    selected: Selected,
    choice: Choice,
    *,
    seen_until: int,
    **more: object,
) -> None:
    """Everything up to *selected* is held, of what *choice* wants: nothing is noted once a person
    has chosen otherwise. *more* are further columns, or others than usual."""
    noted: dict[str, object] = {
        "uidvalidity": selected.uidvalidity,
        "uidnext": selected.uidnext,
        "exists": selected.exists,
        "highestmodseq": selected.highestmodseq or 0,
        "seen_until": seen_until,
    } | more
    if mailbox.uidvalidity == selected.uidvalidity:
        noted["uidvalidity_changes"] = 0
    is_so = all(getattr(mailbox, name) == value for name, value in noted.items())
    if is_so and not standing.is_to_be_noted(run, mailbox):
        return
    with transaction.atomic():
        run.lease.renew()
        if while_chosen(choice, mailbox).update(**noted):
            standing.note_compared(run, mailbox, selected)


def note_seen(run: Run, unchanged: Iterable[Mailbox], seen_until: int) -> None:
    """The folders *unchanged* were found as they are here when *seen_until* was the newest row."""
    behind = [mailbox.pk for mailbox in unchanged if mailbox.seen_until < seen_until]
    if not behind:
        return
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk__in=behind).update(seen_until=seen_until)
