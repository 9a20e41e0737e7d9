"""Running one errand: what becomes of it is in its row, whatever happens."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.models import Errand
from mail.models.errand import ErrandKind, ErrandState
from mail.models.event_sequence import EventName
from mail.services import events
from mail.services.leases import ENDS_THE_WORK, Lease
from mail.services.stopping import go_on_or_stop

log = logging.getLogger(__name__)

TRIES = 3
"""After so many the errand fails, whatever the reason: a server may hang up at it every time."""


def waiting(account: EmailAccount, kinds: Collection[ErrandKind]) -> list[Errand]:
    """Those that a killed worker left half done are among them."""
    rows = Errand.objects.filter(account=account, kind__in=kinds).still_open()
    return list(rows.select_related("mailbox", "message", "account").order_by("pk"))


def attempt(errand: Errand, lease: Lease, do: Callable[[Errand], None]) -> None:
    """A refusal is the errand's end; a broken connection is raised, and its end after some."""
    go_on_or_stop()
    note(errand, lease, state=ErrandState.WORKING, tries=F("tries") + 1)
    try:
        do(errand)
    except MailError as problem:
        if not problem.retry or errand.tries + 1 >= TRIES:
            _fail(errand, lease, problem)
        if problem.retry:
            raise
    except ENDS_THE_WORK:
        raise
    except Exception:
        log.exception("errand=%s", errand.pk)
        _fail(errand, lease, MailError(Code.INTERNAL))
    else:
        note(errand, lease, state=ErrandState.DONE, ended_at=timezone.now())


def note(errand: Errand, lease: Lease, **columns: object) -> None:
    with transaction.atomic():
        lease.renew()
        Errand.objects.filter(pk=errand.pk).update(**columns)
        events.publish(errand.account.user_id, EventName.MAIL)


def _fail(errand: Errand, lease: Lease, problem: MailError) -> None:
    note(
        errand,
        lease,
        state=ErrandState.FAILED,
        problem_code=problem.code.value,
        server_said=problem.server_said,
        ended_at=timezone.now(),
    )
