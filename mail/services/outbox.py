"""Sending a message once.

``queue_message`` freezes the bytes in a row; ``send_due`` hands them over. The state is committed
before and after everything that cannot be undone, so that a killed worker leaves the truth: no
``data_started_at`` means that nothing went out, with it the message is in doubt and is looked for
in Sent before anybody sends it again (RFC 1047: the last reply of DATA may be lost).
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import models, transaction
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from accounts import connect
from accounts.database_time import from_now
from accounts.models import EmailAccount
from accounts.services.accounts import may_send_from
from accounts.services.preferences import undo_send_s
from mail.core.address import domain_of
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.mime.compose import Draft, compose, make_message_id
from mail.core.sync.backoff import PAUSES, needs_a_person, next_attempt_after
from mail.core.sync.not_now import NotNow
from mail.models import Message, OutgoingMessage
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.outgoing import WAITING, CopyState, OutgoingState
from mail.models.pending_action import ActionKind
from mail.services import actions, events, sent_copy
from mail.services.lanes import make_due
from mail.services.leases import ENDS_THE_WORK, Lease, held
from mail.services.stopping import go_on_or_stop
from mail.transport.smtp_submission import InDoubt, SubmissionResult

log = logging.getLogger(__name__)

RETRY_AFTER_MIN = (1, 5, 15, 60, 180, 360)
GIVE_UP_AFTER = timedelta(days=2)
NO_PAUSE = timedelta(0)
_OF_THE_MESSAGE = frozenset(
    {
        Code.SENDER_REFUSED,
        Code.RECIPIENTS_REFUSED,
        Code.MESSAGE_REFUSED,
        Code.DEFERRED,
        Code.TOO_MUCH,
        Code.OWN_CARD,
    }
)
"""What was refused is this message: nothing is wrong with the account's way to send."""


def new_token() -> str:
    """What a compose form carries so that a double click makes one message."""
    return secrets.token_urlsafe(24)


def queue_message(
    account: EmailAccount, draft: Draft, *, token: str, answers: Message | None = None
) -> OutgoingMessage:
    """Freeze *draft* and put it in the outbox; the same token gives the same row.

    A message that was taken back and is sent after all carries its token again and is replaced.
    Raises MailError(OWN_CARD) when the account's address is not the first on the user's card.
    """
    _check_own_card(account)
    # Taken back, it may have been written by another account of the same person.
    same = OutgoingMessage.objects.filter(token=token, account__user=account.user)
    message_id = make_message_id(secrets.token_hex(16), domain_of(account.address))
    now = timezone.now()
    with transaction.atomic():
        make_due(account.pk, LaneName.SEND)
        # Under the lane's lock: of two clicks the second one finds the row of the first.
        if existing := same.exclude(state=OutgoingState.HELD).first():
            return existing
        same.filter(state=OutgoingState.HELD).delete()
        outgoing = OutgoingMessage.objects.create(
            account=account,
            token=token,
            message_id=message_id,
            subject=draft.subject,
            recipients=_recipients(draft),
            raw=compose(draft, message_id=message_id, date=timezone.localtime(now)),
            answers=answers,
            not_before=from_now(timedelta(seconds=undo_send_s(account.user))),
        )
        events.publish(account.user_id, EventName.OUTBOX)
    return outgoing


def _check_own_card(account: EmailAccount) -> None:
    if not may_send_from(account):
        raise MailError(Code.OWN_CARD, subject=account.address)


def _recipients(draft: Draft) -> list[str]:
    everybody = (*draft.to, *draft.cc, *draft.bcc)
    return list(dict.fromkeys(address.address for address in everybody))


def try_again(outgoing: OutgoingMessage) -> None:
    """The person's own word to send a failed or doubtful message again."""
    with transaction.atomic():
        make_due(outgoing.account_id, LaneName.SEND)
        OutgoingMessage.objects.filter(
            pk=outgoing.pk, state__in=[OutgoingState.FAILED, OutgoingState.IN_DOUBT]
        ).update(
            state=OutgoingState.QUEUED,
            data_started_at=None,
            problem_code="",
            server_said="",
            not_before=Now(),
        )
        events.publish(outgoing.account.user_id, EventName.OUTBOX)


def send_due(account: EmailAccount, *, only_due: bool = False) -> None:
    """Send what is due of *account*, oldest first, under the send lease."""
    silent_s = connect.SUBMISSION_TIMEOUT_S
    with held(account.pk, LaneName.SEND, only_due=only_due, silent_s=silent_s) as lease:
        if lease is None:
            return
        account.refresh_from_db()
        _settle_after_crash(account, lease)
        failures = _send_all(account, lease)
        sent_copy.store_copies(account, lease)
        account.refresh_from_db()  # as the server's answers left it
        lease.release(due_at=_next_due(account, failures), failures=failures)


def _send_all(account: EmailAccount, lease: Lease) -> int:
    """How often in a row sending has failed by now."""
    waiting = _due(account)
    for outgoing in waiting:
        go_on_or_stop()
        lease.go_on()
        problem = _send(account, outgoing, lease)
        if isinstance(problem, NotNow):
            return lease.failures
        if problem and needs_a_person(problem.code):
            break  # trying the next ones with the same password would get the account locked
    if not waiting and _is_worth_a_look(account) and not _look_again(account):
        return lease.failures
    return lease.failures + 1 if account.problem_of(Service.SMTP) else 0


def _is_worth_a_look(account: EmailAccount) -> bool:
    return account.problem_of(Service.SMTP) is not None and not account.is_stopped(Service.SMTP)


def _look_again(account: EmailAccount) -> bool:
    """Nothing is there to be sent, and the last attempt failed: does the server work again?
    False when it could not be asked now."""
    try:
        connect.look_again(account, Service.SMTP)
    except NotNow:
        return False
    except MailError as problem:
        _of_the_account(account, problem)
    else:
        account.note_success(Service.SMTP, timezone.now())
    return True


def _due(account: EmailAccount) -> list[OutgoingMessage]:
    return list(
        OutgoingMessage.objects.filter(
            account=account,
            state__in=WAITING,
            not_before__lte=Now(),
        ).order_by("pk")
    )


@transaction.atomic
def _settle_after_crash(account: EmailAccount, lease: Lease) -> None:
    """We hold the lease, so whatever stands as *sending* was left by a worker that died."""
    lease.renew()
    left = OutgoingMessage.objects.filter(account=account, state=OutgoingState.SENDING)
    left.filter(data_started_at__isnull=True).update(state=OutgoingState.QUEUED)
    for outgoing in left.filter(data_started_at__isnull=False):
        _settle(outgoing, OutgoingState.IN_DOUBT, MailError(Code.DROPPED))


def _send(account: EmailAccount, outgoing: OutgoingMessage, lease: Lease) -> MailError | None:
    """What went wrong, unless it is about this message alone."""
    with transaction.atomic():
        lease.renew()
        begun = OutgoingMessage.objects.filter(pk=outgoing.pk, state__in=WAITING).update(
            state=OutgoingState.SENDING, attempts=outgoing.attempts + 1, data_started_at=None
        )
    if not begun:  # taken back at the last moment
        return None
    outgoing.attempts += 1
    try:
        result = _submit(account, outgoing, lease)
    except InDoubt as doubt:
        _settle(outgoing, OutgoingState.IN_DOUBT, doubt)
    except NotNow as not_now:
        _settle_not_now(outgoing, not_now)
        return not_now
    except MailError as problem:
        _settle_failure(outgoing, problem)
        return _of_the_account(account, problem)
    except ENDS_THE_WORK:
        raise
    except Exception:
        # Ours to mend; it must not stand in front of the account's other mail for ever.
        log.exception("not sent outgoing=%s", outgoing.pk)
        _settle_broken(outgoing)
    else:
        _settle_sent(account, outgoing, result)
    return None


def _of_the_account(account: EmailAccount, problem: MailError) -> MailError | None:
    if problem.code in _OF_THE_MESSAGE:
        return None
    if not needs_a_person(problem.code):  # else the door has noted it, unless it was mended since
        account.note_problem(Service.SMTP, problem)
    return problem


def _submit(account: EmailAccount, outgoing: OutgoingMessage, lease: Lease) -> SubmissionResult:
    _check_own_card(account)

    def data_starts() -> None:
        with transaction.atomic():
            lease.renew()
            OutgoingMessage.objects.filter(pk=outgoing.pk).update(data_started_at=timezone.now())

    return connect.submit_message(
        account,
        recipients=outgoing.recipients,
        raw=bytes(outgoing.raw),
        on_data=data_starts,
    )


def _settle_sent(
    account: EmailAccount, outgoing: OutgoingMessage, result: SubmissionResult
) -> None:
    """That the server took it is a fact, whoever holds the lane by now: also a message that was
    called doubtful meanwhile, or that waits to go out again, has been sent."""
    with transaction.atomic():
        _this_attempt(outgoing).update(
            state=OutgoingState.SENT,
            copy_state=CopyState.PENDING,
            sent_at=Now(),
            refused=[refusal.address for refusal in result.refused],
            problem_code=Code.RECIPIENTS_REFUSED if result.refused else "",
            problem_subject=", ".join(refusal.address for refusal in result.refused)[:500],
            server_said="",
        )
        events.publish(account.user_id, EventName.OUTBOX)
    log.info("sent outgoing=%s account=%s", outgoing.pk, account.pk)
    try:
        _after_sending(account, outgoing)
    except Exception:
        log.exception("after sending outgoing=%s", outgoing.pk)


def _after_sending(account: EmailAccount, outgoing: OutgoingMessage) -> None:
    """Apart from the fact: what fails here must not make a sent message doubtful."""
    account.note_success(Service.SMTP, timezone.now())
    answered = OutgoingMessage.objects.get(pk=outgoing.pk).answers  # as it stands by now
    if answered is not None:
        actions.change(answered, ActionKind.ANSWERED)


def _this_attempt(outgoing: OutgoingMessage) -> models.QuerySet[OutgoingMessage]:
    """The row, as long as nobody has begun another attempt."""
    return OutgoingMessage.objects.filter(pk=outgoing.pk, attempts=outgoing.attempts)


def _settle_failure(outgoing: OutgoingMessage, problem: MailError) -> None:
    too_old = timezone.now() - outgoing.created_at > GIVE_UP_AFTER
    if needs_a_person(problem.code):
        # Nothing is wrong with the message: it goes as soon as its person has mended the account.
        _settle(outgoing, OutgoingState.DEFERRED, problem)
    elif problem.retry and not too_old:
        wait = RETRY_AFTER_MIN[min(outgoing.attempts, len(RETRY_AFTER_MIN)) - 1]
        not_before = from_now(max(timedelta(minutes=wait), PAUSES.get(problem.code, NO_PAUSE)))
        _settle(outgoing, OutgoingState.DEFERRED, problem, not_before=not_before)
    else:
        _settle(outgoing, OutgoingState.FAILED, problem)


def _settle_not_now(outgoing: OutgoingMessage, not_now: NotNow) -> None:
    """Nobody was asked, so this was no attempt; the account's other mail waits as long. Only a
    server that answers nobody is worth telling."""
    later = {"not_before": from_now(not_now.wait)}
    words = {"problem_code": not_now.code, "problem_subject": not_now.subject, "server_said": ""}
    state = OutgoingState.DEFERRED if not_now.lasts else OutgoingState.QUEUED
    with transaction.atomic():
        _this_attempt(outgoing).filter(state=OutgoingState.SENDING).update(
            state=state, attempts=models.F("attempts") - 1, **(words if not_now.lasts else {})
        )
        waiting = OutgoingMessage.objects.filter(account_id=outgoing.account_id, state__in=WAITING)
        waiting.filter(not_before__lte=Now()).update(**later)
        if not_now.lasts:
            events.publish(outgoing.account.user_id, EventName.OUTBOX)


def _settle_broken(outgoing: OutgoingMessage) -> None:
    rows = OutgoingMessage.objects.filter(pk=outgoing.pk, data_started_at__isnull=False)
    state = OutgoingState.IN_DOUBT if rows.exists() else OutgoingState.FAILED
    _settle(outgoing, state, MailError(Code.INTERNAL))


def _settle(
    outgoing: OutgoingMessage, state: OutgoingState, problem: MailError, **columns: Combinable
) -> None:
    with transaction.atomic():
        _this_attempt(outgoing).filter(state=OutgoingState.SENDING).update(
            state=state,
            problem_code=problem.code,
            problem_subject=problem.subject,
            server_said=problem.server_said,
            **columns,
        )
        events.publish(outgoing.account.user_id, EventName.OUTBOX)


def _next_due(account: EmailAccount, failures: int) -> datetime | None:
    times = [_next_send(account, failures), sent_copy.next_try(account)]
    return min((time for time in times if time is not None), default=None)


def _next_send(account: EmailAccount, failures: int) -> datetime | None:
    if account.is_stopped(Service.SMTP):
        return None
    waiting = OutgoingMessage.objects.filter(account=account, state__in=WAITING)
    next_send = waiting.order_by("not_before").values_list("not_before", flat=True).first()
    problem = account.problem_of(Service.SMTP)
    if next_send or problem is None:
        return next_send
    pause = next_attempt_after(failures, problem.code)
    return timezone.now() + pause if pause is not None else None


def not_settled(account: EmailAccount) -> Sequence[OutgoingMessage]:
    """What the screen shows: everything that is not simply sent."""
    return list(
        OutgoingMessage.objects.filter(account=account)
        .exclude(state=OutgoingState.SENT, problem_code="")
        .defer("raw")
        .order_by("-pk")[:20]
    )
