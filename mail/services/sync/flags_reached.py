"""How far the flags of a folder have been compared, where one run is too short for all of them.

On a server that tells what changed since (CONDSTORE, RFC 7162) what changed meanwhile below that is
asked for at the end, so that HIGHESTMODSEQ may be noted. On others every flag is compared again
and again anyway.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

from django.db import transaction

from mail.core.imap.mailbox import Selected
from mail.models import Mailbox
from mail.services.sync.run import Run

_COLUMNS = ("flags_uid", "flags_uidvalidity", "flags_modseq")


@dataclass(frozen=True, slots=True)
class Reached:
    """Up to *uid* everything has been compared; *modseq* is HIGHESTMODSEQ when that began, 0 from a
    server without."""

    uid: int
    uidvalidity: int
    modseq: int


NOWHERE = Reached(0, 0, 0)


def begun(run: Run, mailbox: Mailbox, selected: Selected) -> Reached:
    """Where to go on; a look at everything begins at the beginning."""
    reached = _noted(mailbox)
    if reached.uid and reached.uidvalidity == selected.uidvalidity and not run.full:
        return reached
    return Reached(0, selected.uidvalidity, selected.highestmodseq or 0)


def note(run: Run, mailbox: Mailbox, reached: Reached) -> None:
    if _noted(mailbox) == reached:
        return
    values = dict(zip(_COLUMNS, astuple(reached), strict=True))
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=mailbox.pk).update(**values)
    for name, value in values.items():
        setattr(mailbox, name, value)


def _noted(mailbox: Mailbox) -> Reached:
    return Reached(*(getattr(mailbox, name) for name in _COLUMNS))
