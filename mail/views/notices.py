"""What the inbox says when something needs attention."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import EmailAccount
from accounts.models.service_states import ServiceState
from accounts.oauth.offers import OF_A_SIGN_IN
from accounts.problems import explain
from accounts.status_card import wants_password
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError
from mail.core.sync.backoff import needs_a_person
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


def account_notices(account: EmailAccount) -> list[Notice]:
    """Why mail is not coming in or going out, until it works again, and the click that mends it."""
    states = [account.state_of(service) for service in Service]
    return [_state_notice(account, state, state.problem) for state in states if state.problem]


def _state_notice(account: EmailAccount, state: ServiceState, error: MailError) -> Notice:
    words, again = explain(error), not wants_password(state)
    titles = {
        Service.IMAP: _("New email is not fetched: %(problem)s"),
        Service.SMTP: _("Email is not sent: %(problem)s"),
    }
    if error.code in OF_A_SIGN_IN:
        return _sign_in_notice(account, titles[state.service], error)
    return Notice(
        title=titles[state.service] % {"problem": words.title},
        explanation=words.explanation,
        next_step=words.next_step,
        action_url=reverse("account_try" if again else "account_edit", args=[account.pk]),
        action_label=_("Try now") if again else _("Type the password again"),
        action_posts={} if again else {"problem": state.service.value},
        more_url=reverse("email_account"),
        more_label=_("Email options"),
        server_said=words.server_said,
    )


def _sign_in_notice(account: EmailAccount, title: str, error: MailError) -> Notice:
    """What only a new sign-in on the provider's page mends."""
    words = explain(error)
    return Notice(
        title=title % {"problem": words.title},
        explanation=words.explanation,
        next_step=words.next_step,
        action_url=reverse("account_sign_in", args=[account.pk]),
        action_label=_("Sign in again"),
        more_url=reverse("email_account"),
        more_label=_("Email options"),
        server_said=words.server_said,
    )


def outgoing_row(outgoing: OutgoingMessage) -> OutgoingRow:
    labels = {
        OutgoingState.HELD: _("Taken back, not sent"),
        OutgoingState.QUEUED: _("Waiting to be sent"),
        OutgoingState.SENDING: _("Being sent"),
        OutgoingState.SENT: _("Sent, but not to everybody"),
        OutgoingState.DEFERRED: _deferred(outgoing),
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


def _deferred(outgoing: OutgoingMessage) -> str:
    code = outgoing.problem_code
    if code in set(Code) and needs_a_person(Code(code)):
        return _("Waits until you act")
    return _("Will be tried again")


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
