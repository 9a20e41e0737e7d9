"""What the server refused, in the inbox, until its person has read it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.models import EmailAccount
from accounts.problems import explain
from accounts.who_acts import Actor, actor_of
from crm_inbox.http import AuthenticatedRequest
from mail.core.errors import Code
from mail.core.imap.change_reply import REFUSED
from mail.models import PendingAction
from mail.models.pending_action import ActionKind
from mail.services.actions.refusals import Refusal, dismiss, refusals
from mail.views import present
from mail.views.present import Notice


@login_required
@require_POST
def put_away(request: AuthenticatedRequest, action_id: int) -> HttpResponse:
    action = get_object_or_404(PendingAction.objects.for_user(request.user).refused(), pk=action_id)
    dismiss(action)
    return redirect("inbox")


def refusal_notices(account: EmailAccount) -> list[Notice]:
    return [_notice(refusal) for refusal in refusals(account)]


def _notice(refusal: Refusal) -> Notice:
    words = explain(refusal.problem)
    knows_why = actor_of(refusal.problem.code) is Actor.CHANGE
    as_before = _("Everything is as it was before.")
    return Notice(
        title=_title(refusal),
        explanation=words.explanation if knows_why else _why(refusal.problem.code),
        next_step=f"{as_before} {words.next_step}" if knows_why else as_before,
        action_url=reverse("refusal_put_away", args=[refusal.id]),
        action_label=_("Dismiss"),
        action_posts={},
        server_said=refusal.problem.server_said,
    )


def _why(code: Code) -> str:
    if code in REFUSED:
        return _("The server said no.")
    if code is Code.INTERNAL:
        return _("We tried several times, and each time something went wrong on our side.")
    return _(
        "We tried several times. Each time the server broke off, was too busy or did not answer."
    )


def _title(refusal: Refusal) -> str:
    names = {
        "subject": refusal.subject or _("(no subject)"),
        "count": refusal.count,
        "folder": _folder(refusal),
        "old": refusal.old_name,
    }
    return _sentence(refusal.kind, refusal.count) % names


def _folder(refusal: Refusal) -> str:
    return present.folder_label(refusal.target) if refusal.target else refusal.name


def _sentence(kind: ActionKind, count: int) -> str:
    """Whole sentences: which word stands where differs by language."""
    match kind:
        case ActionKind.CREATE:
            return _("The folder %(folder)s could not be made.")
        case ActionKind.RENAME:
            return _("The folder %(old)s could not be renamed to %(folder)s.")
        case ActionKind.REMOVE:
            return _("The folder %(folder)s could not be deleted.")
        case ActionKind.MOVE | ActionKind.JUNK | ActionKind.NOT_JUNK:
            return ngettext(
                "“%(subject)s” could not be moved to %(folder)s.",
                "%(count)d messages could not be moved to %(folder)s.",
                count,
            )
        case ActionKind.ERASE:
            return ngettext(
                "“%(subject)s” could not be deleted for good.",
                "%(count)d messages could not be deleted for good.",
                count,
            )
    return _of_flag(kind, count)


def _of_flag(kind: ActionKind, count: int) -> str:
    match kind:
        case ActionKind.SEEN:
            return ngettext(
                "“%(subject)s” could not be marked as read.",
                "%(count)d messages could not be marked as read.",
                count,
            )
        case ActionKind.UNSEEN:
            return ngettext(
                "“%(subject)s” could not be marked as unread.",
                "%(count)d messages could not be marked as unread.",
                count,
            )
        case ActionKind.FLAG | ActionKind.UNFLAG:
            return ngettext(
                "The flag of “%(subject)s” could not be changed.",
                "The flags of %(count)d messages could not be changed.",
                count,
            )
    return ngettext(
        "“%(subject)s” could not be marked as answered.",
        "%(count)d messages could not be marked as answered.",
        count,
    )
