"""One account, once, under its sync lease; and what is noted of how it went."""

from __future__ import annotations

import logging
import time
from contextlib import closing
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.models import SyncRun
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.services import events
from mail.services.lanes import make_due
from mail.services.leases import ENDS_THE_WORK, held
from mail.services.stopping import Stopping
from mail.services.sync import quarantining, standing
from mail.services.sync.next_look import next_look
from mail.services.sync.order import bring_everything
from mail.services.sync.report import Progress, SyncReport
from mail.services.sync.round import note_end
from mail.services.sync.run import Run

log = logging.getLogger(__name__)

BUDGET_S = 20.0


def sync_account(
    account: EmailAccount,
    *,
    full: bool = False,
    only_due: bool = False,
    budget_s: float = BUDGET_S,
    progress: Progress = lambda report: None,
) -> SyncReport | None:
    """Synchronise *account* under its sync lease; None when another worker holds it.

    A failure is noted on the account and on the lane, which is tried again later; it is not
    raised. That the server is not asked now is noted nowhere: the lane comes back. *full* looks
    at every folder even when the server says that nothing changed.
    """
    with held(account.pk, LaneName.SYNC, only_due=only_due) as lease:
        if lease is None:
            return None
        account.refresh_from_db()  # an edit may have come between the task and the lease
        if account.removed_at:
            return None  # the lane is given back as due, for the erasing
        ends_at = time.monotonic() + budget_s
        run = Run(account, lease, full=full, ends_at=ends_at, progress=progress)
        started_at = timezone.now()
        with closing(run.reader):
            problem = _attempt(run)
        quarantining.note_reasons(run, problem)
        standing.note_end(run)
        with transaction.atomic():
            _conclude(run, started_at, problem)
    return run.report


def _attempt(run: Run) -> MailError | None:
    try:
        bring_everything(run)
    except NotNow as not_now:
        run.report.errors.append(not_now.code.value)
        raise
    except MailError as problem:
        run.report.errors.append(problem.code.value)
        return problem
    except Stopping:
        run.report.more = True
    except ENDS_THE_WORK:
        raise
    except Exception:
        # A fault of ours: it is told to the person like any other, and the pauses grow.
        log.exception("sync account=%s", run.account.pk)
        run.report.errors.append(Code.INTERNAL.value)
        return MailError(Code.INTERNAL)
    return None


def _conclude(run: Run, started_at: datetime, problem: MailError | None) -> None:
    account, report, now = run.account, run.report, timezone.now()
    failures = run.lease.failures + 1 if problem else 0
    due_at = _next_due(run, problem, failures)
    # The account before the lane, as in an edit: two orders would be a deadlock.
    recovered = False
    if problem:
        account.note_problem(Service.IMAP, problem)
    elif not report.more:
        recovered = account.note_success(Service.IMAP, now)
    run.lease.release(due_at=due_at, failures=failures, bulk=report.more)
    note_end(account, run.lease, run.round, more=report.more, failed=problem is not None)
    if recovered:
        _wake_the_others(account)
    SyncRun.objects.create(
        account=account,
        started_at=started_at,
        ended_at=now,
        mailboxes=report.mailboxes,
        fetched=report.fetched,
        flags=report.flags,
        expunged=report.expunged,
        bytes_in=report.bytes_in,
        complete=not report.more and problem is None,
        problem_code=problem.code.value if problem else "",
    )
    if problem or recovered or report.found_something:
        events.publish(account.user_id, EventName.MAIL)
    log.info(
        "sync account=%s fetched=%s flags=%s expunged=%s more=%s problem=%s",
        account.pk, report.fetched, report.flags, report.expunged, report.more,
        problem.code.value if problem else "-",
    )  # fmt: skip


def _wake_the_others(account: EmailAccount) -> None:
    """What waited for the sign-in to be accepted again goes on; sending, unless it was refused
    itself."""
    if not account.problem_of(Service.SMTP):
        account.release(Service.SMTP)
    make_due(account.pk, LaneName.INTERACTIVE)
    make_due(account.pk, LaneName.SEND)


def _next_due(run: Run, problem: MailError | None, failures: int) -> Combinable | None:
    if problem:
        wait = next_attempt_after(failures, problem.code)
        return from_now(wait) if wait is not None else None
    if run.report.more:
        return from_now(run.allowed.pause)
    return from_now(timedelta(0) if run.report.looks_again else next_look(run.account))
