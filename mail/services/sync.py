"""Bringing what the server has, newest first, and only what changed.

    folders ─▶ for each, INBOX first: list (header, structure, flags) ─▶ flags, gone
            ─▶ texts, newest first, INBOX before the rest

Nothing is remembered between two runs but rows: what is missing is what the server lists and we
do not hold. A run works for :data:`BUDGET_S` and says whether more is left, so that nobody waits
behind a large mailbox and a stop is obeyed between two batches.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, transaction
from django.db.models.expressions import Combinable
from django.utils import timezone

from accounts import connect
from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.imap.flags import Flags
from mail.core.imap.mailbox import ListedMailbox, Selected
from mail.core.imap.special_use import SpecialUse
from mail.core.sync.backoff import next_attempt_after
from mail.models import Mailbox, Message, PendingAction, SyncRun
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.message import MessageState
from mail.services import events
from mail.services.ingest import (
    count_mailbox,
    indexable,
    ingest_headers,
)
from mail.services.lanes import make_due
from mail.services.leases import Lease, LeaseLost, held
from mail.services.stopping import Stopping, go_on_or_stop
from mail.services.texts import keep_failures, keep_texts, note_failure
from mail.transport.imap_session import ImapSession

log = logging.getLogger(__name__)

BUDGET_S = 20.0
FIRST_BATCH = 50  # what a screen shows: committed before anything else is asked for
BATCH = 200
TEXT_BATCH = 50
FLAGS_BATCH = 1000
HANGS_UP_AFTER = 8
"""Broken connections at one message, asked for alone, after which it gets a placeholder: with the
growing pauses between them about two hours, longer than most servers are in trouble."""
POLL = timedelta(seconds=60)
PART_LIMIT_BYTES = 1024 * 1024  # readable text beyond this is cut, as when parsing


@dataclass(slots=True)
class SyncReport:
    """What a run did. ``more`` when the budget ended before the work."""

    mailboxes: int = 0
    fetched: int = 0
    flags: int = 0
    expunged: int = 0
    bytes_in: int = 0
    bytes_out: int = 0
    more: bool = False
    errors: list[str] = field(default_factory=list)


Progress = Callable[[SyncReport], None]


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
    raised. *full* looks at every folder even when the server says that nothing changed.
    """
    with held(account.pk, LaneName.SYNC, only_due=only_due) as lease:
        if lease is None:
            return None
        account.refresh_from_db()  # an edit may have come between the task and the lease
        if account.removed_at:
            return None  # the lane is given back as due, for the erasing
        ends_at = time.monotonic() + budget_s
        run = _Run(account, lease, full=full, ends_at=ends_at, progress=progress)
        started_at = timezone.now()
        problem = _attempt(run)
        with transaction.atomic():
            _conclude(run, started_at, problem)
    return run.report


def _attempt(run: _Run) -> MailError | None:
    try:
        run.everything()
    except MailError as problem:
        run.report.errors.append(problem.code.value)
        return problem
    except Stopping:
        run.report.more = True
    except (LeaseLost, DatabaseError, InterfaceError):
        raise
    except Exception:
        # A fault of ours: it is told to the person like any other, and the pauses grow.
        log.exception("sync account=%s", run.account.pk)
        run.report.errors.append(Code.INTERNAL.value)
        return MailError(Code.INTERNAL)
    return None


def _conclude(run: _Run, started_at: datetime, problem: MailError | None) -> None:
    account, report, now = run.account, run.report, timezone.now()
    failures = run.lease.failures + 1 if problem else 0
    due_at = _next_due(report, problem, failures)
    # The account before the lane, as in an edit: two orders would be a deadlock.
    recovered = False
    if problem:
        account.note_problem(Service.IMAP, problem)
    elif not report.more:
        recovered = account.note_success(Service.IMAP, now)
    run.lease.release(due_at=due_at, failures=failures, bulk=report.more)
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
        complete=not report.more and problem is None,
        problem_code=problem.code.value if problem else "",
    )
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


def _next_due(report: SyncReport, problem: MailError | None, failures: int) -> Combinable | None:
    if problem:
        wait = next_attempt_after(failures, problem.code)
        return from_now(wait) if wait is not None else None
    return from_now(timedelta(0) if report.more else POLL)


class _Run:
    """One synchronisation of one account on one session."""

    def __init__(
        self,
        account: EmailAccount,
        lease: Lease,
        *,
        full: bool,
        ends_at: float,
        progress: Progress,
    ) -> None:
        self.account, self.lease, self.full = account, lease, full
        self.ends_at, self.progress = ends_at, progress
        self.report = SyncReport()

    def everything(self) -> None:
        with connect.imap_session(self.account) as session:
            try:
                self._bring_all(session)
            finally:
                self.report.bytes_in, self.report.bytes_out = session.traffic

    def _bring_all(self, session: ImapSession) -> None:
        mailboxes = self._mailboxes(session)
        for mailbox in mailboxes:
            self._list(session, mailbox)
            if mailbox.is_inbox:
                self._texts(session, mailbox)
        for mailbox in mailboxes:
            self._texts(session, mailbox)

    def _goes_on(self) -> bool:
        go_on_or_stop()
        self.lease.go_on()
        if time.monotonic() > self.ends_at:
            self.report.more = True
        return not self.report.more

    def _mailboxes(self, session: ImapSession) -> list[Mailbox]:
        listed = {item.name: item for item in session.list_mailboxes() if _is_storable(item.name)}
        with transaction.atomic():
            self.lease.renew()
            for item in listed.values():
                _keep_mailbox(self.account, item)
            # A list without INBOX, which always exists (RFC 9051 §5.1), is a fault, not news.
            if any(item.special_use is SpecialUse.INBOX for item in listed.values()):
                Mailbox.objects.filter(account=self.account).exclude(name__in=listed).delete()
        rows = Mailbox.objects.filter(account=self.account).shown()
        self.report.mailboxes = len(rows)
        return sorted(rows, key=lambda mailbox: mailbox.sort_key)

    def _list(self, session: ImapSession, mailbox: Mailbox) -> None:
        if not self._goes_on():
            return
        try:
            selected = session.select(mailbox.name)
        except MailError as problem:
            # A folder that cannot be opened does not stop the others.
            if problem.code not in {Code.MAILBOX_MISSING, Code.COMMAND_REFUSED}:
                raise
            self.report.errors.append(problem.code.value)
            return
        if not self.full and _unchanged(mailbox, selected):
            return
        if self._bring_new(session, mailbox, selected) and self._bring_flags(
            session, mailbox, selected
        ):
            self._note_state(mailbox, selected)

    def _bring_new(self, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
        """Whether everything the server lists is now held, and nothing else."""
        on_server = session.uids()
        if not on_server and selected.exists:
            # A search that finds nothing in a mailbox that is not empty is a fault, not news.
            raise MailError(Code.PROTOCOL, "SEARCH and EXISTS disagree", subject=mailbox.name)
        here = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
        known = set(here.values_list("uid", flat=True))
        missing = sorted(set(on_server) - known, reverse=True)
        for batch in _batches(missing):
            if not self._goes_on():
                return False
            self._bring_batch(session, mailbox, selected, batch)
        self._drop_gone(mailbox, selected, set(on_server))
        return True

    def _bring_batch(
        self, session: ImapSession, mailbox: Mailbox, selected: Selected, uids: Sequence[int]
    ) -> None:
        records = list(session.fetch_headers(uids))
        with transaction.atomic():
            fresh = ingest_headers(mailbox, selected.uidvalidity, records, self.lease)
            events.publish(self.account.user_id, EventName.MAIL)
        self.report.fetched += fresh
        self.progress(self.report)

    def _drop_gone(self, mailbox: Mailbox, selected: Selected, on_server: set[int]) -> None:
        rows = Message.objects.filter(mailbox=mailbox)
        gone = [
            pk
            for pk, uidvalidity, uid in rows.values_list("pk", "uidvalidity", "uid")
            if uidvalidity != selected.uidvalidity or uid not in on_server
        ]
        for batch in _batches(gone):
            with transaction.atomic():
                self.lease.renew()
                self.report.expunged += len(batch)
                Message.objects.filter(pk__in=batch).delete()
                count_mailbox(mailbox)

    def _bring_flags(self, session: ImapSession, mailbox: Mailbox, selected: Selected) -> bool:
        """Whether the flags here are those of the server."""
        if not self._goes_on():
            return False
        # Read before the server is asked: what a person changes meanwhile stands.
        rows = Message.objects.filter(mailbox=mailbox, uidvalidity=selected.uidvalidity)
        here = {row["uid"]: row for row in rows.values("pk", "uid", *_FLAG_COLUMNS)}
        waiting = set(
            PendingAction.objects.filter(account=self.account).values_list("message_id", flat=True)
        )
        told = session.fetch_flags()
        changed = [
            (row, flags)
            for uid, flags in told.items()
            if (row := here.get(uid)) and row["pk"] not in waiting and _differs(row, flags)
        ]
        for start in range(0, len(changed), FLAGS_BATCH):
            if start and not self._goes_on():
                return False
            self._keep_flags(mailbox, changed[start : start + FLAGS_BATCH])
        return True

    def _keep_flags(
        self, mailbox: Mailbox, changed: Sequence[tuple[dict[str, Any], Flags]]
    ) -> None:
        alike: dict[tuple[tuple[bool, ...], Flags], list[int]] = defaultdict(list)
        for row, flags in changed:
            alike[tuple(row[name] for name in _FLAG_COLUMNS), flags].append(row["pk"])
        with transaction.atomic():
            self.lease.renew()
            for (before, flags), pks in alike.items():
                rows = Message.objects.filter(
                    pk__in=pks, **dict(zip(_FLAG_COLUMNS, before, strict=True))
                )
                now = {name: getattr(flags, name) for name in _FLAG_COLUMNS}
                self.report.flags += rows.update(**now)
            count_mailbox(mailbox)

    def _note_state(self, mailbox: Mailbox, selected: Selected) -> None:
        with transaction.atomic():
            self.lease.renew()
            Mailbox.objects.filter(pk=mailbox.pk).update(
                uidvalidity=selected.uidvalidity,
                uidnext=selected.uidnext,
                exists=selected.exists,
                highestmodseq=selected.highestmodseq or 0,
            )

    def _texts(self, session: ImapSession, mailbox: Mailbox) -> None:
        listed = Message.objects.filter(mailbox=mailbox, state=MessageState.LISTED)
        if not listed.exists():
            return
        selected = session.select(mailbox.name)
        rows = listed.filter(uidvalidity=selected.uidvalidity)
        trusted = list(rows.filter(failures=0).order_by("-uid").values_list("pk", flat=True))
        for start in range(0, len(trusted), TEXT_BATCH):
            self._bring_texts(session, trusted[start : start + TEXT_BATCH])
        # One by one and behind the others: a server may hang up at one of them every time.
        suspects = rows.filter(failures__gt=0).order_by("failures", "-uid")
        for pk in list(suspects.values_list("pk", flat=True)):
            self._bring_texts(session, [pk])

    def _bring_texts(self, session: ImapSession, pks: Sequence[int]) -> None:
        if not self._goes_on():
            return
        batch = list(Message.objects.filter(pk__in=pks).select_related("body").order_by("-uid"))
        wanted = {m.uid: _readable(m) for m in batch}
        try:
            brought = dict(session.fetch_parts_of_many(wanted, limit_bytes=PART_LIMIT_BYTES))
        except MailError:
            self._suspect(batch)
            raise
        with transaction.atomic():
            self.lease.renew()
            keep_texts(batch, brought)
            events.publish(self.account.user_id, EventName.MAIL)
        self.progress(self.report)

    def _suspect(self, batch: Sequence[Message]) -> None:
        """The connection broke while these were asked for; which one it was, if any, shows when
        they are asked for alone."""
        with transaction.atomic():
            self.lease.renew()
            for message in batch:
                note_failure(message, give_up_after=HANGS_UP_AFTER)
            keep_failures(batch)


_FLAG_COLUMNS = ["seen", "answered", "flagged", "draft", "deleted"]


def _differs(row: dict[str, Any], flags: Flags) -> bool:
    return any(row[name] != getattr(flags, name) for name in _FLAG_COLUMNS)


def _readable(message: Message) -> tuple[str, ...]:
    structure = message.body.structure
    return tuple(dict.fromkeys((*structure.get("text", []), *structure.get("html", []))))


def _is_storable(name: str) -> bool:
    """No store keeps a NUL, and PostgreSQL no name beyond what fits into its index."""
    return "\0" not in name and indexable(name) == name


def _keep_mailbox(account: EmailAccount, item: ListedMailbox) -> None:
    Mailbox.objects.update_or_create(
        account=account,
        name=item.name,
        defaults={
            "delimiter": item.delimiter,
            "special_use": item.special_use.value if item.special_use else "",
            "selectable": item.selectable,
        },
    )


def _unchanged(mailbox: Mailbox, selected: Selected) -> bool:
    """Only a server that counts modifications can say that nothing changed (RFC 7162)."""
    return bool(selected.highestmodseq) and (
        mailbox.uidvalidity,
        mailbox.uidnext,
        mailbox.exists,
        mailbox.highestmodseq,
    ) == (selected.uidvalidity, selected.uidnext, selected.exists, selected.highestmodseq)


def _batches(items: Sequence[int]) -> Iterator[Sequence[int]]:
    if items:
        yield items[:FIRST_BATCH]
    for start in range(FIRST_BATCH, len(items), BATCH):
        yield items[start : start + BATCH]
