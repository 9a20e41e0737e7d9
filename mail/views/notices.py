"""What the inbox says when something needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import EmailAccount
from accounts.problems import explain
from mail.core.errors import Code, MailError
from mail.models import OutgoingMessage
from mail.models.outgoing import OutgoingState
from mail.views.present import Notice


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    subject: str
    to_line: str
    state: str
    state_label: str
    explanation: str
    retry_url: str


def account_notice(account: EmailAccount) -> Notice | None:
    """Why mail is not coming in or going out, until it works again."""
    error = account.problem
    if error is None:
        return None
    words = explain(error)
    return Notice(
        title=words.title,
        explanation=words.explanation,
        next_step=words.next_step,
        action_url=reverse("email_account"),
        action_label=_("Email options"),
        server_said=words.server_said,
    )


def outgoing_row(outgoing: OutgoingMessage) -> OutgoingRow:
    labels = {
        OutgoingState.QUEUED: _("Waiting to be sent"),
        OutgoingState.SENDING: _("Being sent"),
        OutgoingState.SENT: _("Sent, but not to everybody"),
        OutgoingState.DEFERRED: _("Will be tried again"),
        OutgoingState.FAILED: _("Not sent"),
        OutgoingState.IN_DOUBT: _("May have been sent"),
    }
    may_retry = outgoing.state in {OutgoingState.FAILED, OutgoingState.IN_DOUBT}
    return OutgoingRow(
        subject=outgoing.subject or _("(no subject)"),
        to_line=", ".join(outgoing.recipients[:3]),
        state=outgoing.state,
        state_label=labels[OutgoingState(outgoing.state)],
        explanation=_explanation(outgoing),
        retry_url=reverse("outgoing_retry", args=[outgoing.pk]) if may_retry else "",
    )


def _explanation(outgoing: OutgoingMessage) -> str:
    if outgoing.state == OutgoingState.IN_DOUBT:
        return _(
            "The connection broke at the last moment. Look in Sent or ask the recipient "
            "before you send it again."
        )
    if not outgoing.problem_code:
        return ""
    words = explain(
        MailError(
            Code(outgoing.problem_code), outgoing.server_said, subject=outgoing.problem_subject
        )
    )
    return f"{words.explanation} {words.next_step}"
