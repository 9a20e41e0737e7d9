"""What the inbox says when something needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import EmailAccount
from accounts.oauth.offers import OF_A_SIGN_IN
from accounts.problems import explain
from mail.core.errors import Code, MailError
from mail.models import OutgoingMessage
from mail.models.outgoing import WAITING, OutgoingState
from mail.views.present import Notice


@dataclass(frozen=True, slots=True)
class OutgoingRow:
    subject: str
    to_line: str
    state: str
    state_label: str
    explanation: str
    retry_url: str
    undo_url: str
    edit_url: str
    discard_url: str


def account_notice(account: EmailAccount) -> Notice | None:
    """Why mail is not coming in or going out, until it works again."""
    error = account.problem
    if error is None:
        return None
    words = explain(error)
    url, label = reverse("email_account"), _("Email options")
    if error.code in OF_A_SIGN_IN:
        url, label = reverse("account_sign_in", args=[account.pk]), _("Sign in again")
    return Notice(
        title=words.title,
        explanation=words.explanation,
        next_step=words.next_step,
        action_url=url,
        action_label=label,
        server_said=words.server_said,
    )


def outgoing_row(outgoing: OutgoingMessage) -> OutgoingRow:
    labels = {
        OutgoingState.HELD: _("Taken back, not sent"),
        OutgoingState.QUEUED: _("Waiting to be sent"),
        OutgoingState.SENDING: _("Being sent"),
        OutgoingState.SENT: _("Sent, but not to everybody"),
        OutgoingState.DEFERRED: _("Will be tried again"),
        OutgoingState.FAILED: _("Not sent"),
        OutgoingState.IN_DOUBT: _("May have been sent"),
    }

    def url(name: str, *states: OutgoingState) -> str:
        return reverse(name, args=[outgoing.pk]) if outgoing.state in states else ""

    held = outgoing.state == OutgoingState.HELD
    return OutgoingRow(
        subject=outgoing.subject or _("(no subject)"),
        to_line=", ".join(outgoing.recipients[:3]),
        state=outgoing.state,
        state_label=labels[OutgoingState(outgoing.state)],
        explanation=_explanation(outgoing),
        retry_url=url("outgoing_retry", OutgoingState.FAILED, OutgoingState.IN_DOUBT),
        undo_url=url("outgoing_undo", *WAITING),
        edit_url=f"{reverse('compose')}?outgoing={outgoing.pk}" if held else "",
        discard_url=url("outgoing_discard", OutgoingState.HELD, OutgoingState.FAILED),
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
