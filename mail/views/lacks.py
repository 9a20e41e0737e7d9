"""Whether an account is up to date and, where it is not, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import moment
from accounts.models import EmailAccount
from accounts.shortfall import Shortfall, sentence
from accounts.window_words import window_word
from mail.models import Mailbox, PendingAction
from mail.services.shortfalls import left_out_of, shortfall_of, shortfalls
from mail.views.present import Notice

SHOWN = 2
"""Sentences beside the folders; the page about folders has them all."""

OLD_AFTER = timedelta(hours=1)
"""A server that was not asked for so long may have anything new."""


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """``state`` is ``attention``, ``incomplete``, ``late`` (changes made here are not on the server
    yet), ``syncing``, ``old``, ``unreadable`` (nothing is missing, and not all of it can be read)
    or ``ok``; ``url`` leads to more of it where there is,
    ``window_url`` to where ``window``, how far back mail is held, is chosen."""

    state: str
    label: str
    lines: tuple[str, ...]
    url: str
    url_label: str
    window: str
    window_url: str


def account_status(
    account: EmailAccount, folders: Sequence[Mailbox], *, is_syncing: bool, late: int = 0
) -> AccountStatus:
    """*folders* are the account's, counted; *late* is how many changes are not on the server yet.
    "Up to date" is said only when all is in order; what cannot be read is said in the same
    sentence."""
    found = shortfalls(folders)
    state, label = _standing(account, found, is_syncing=is_syncing, late=late)
    is_missing = state == "incomplete"
    lines = [sentence(lack) for lack in found if lack.is_missing] if is_missing else []
    folders_url = reverse("account_folders", args=[account.pk])
    url, url_label = _further(account, state, folders_url)
    return AccountStatus(
        state,
        label,
        lines=(*lines[:SHOWN], *_about_late(state, late)),
        url=url,
        url_label=url_label,
        window=window_word(account.sync_window_days),
        window_url=f"{folders_url}#how-far-back",
    )


def _further(account: EmailAccount, state: str, folders_url: str) -> tuple[str, str]:
    if state == "incomplete":
        return folders_url, _("Folders and what is missing")
    if state == "unreadable":
        return reverse("account_quarantine", args=[account.pk]), _("What could not be read")
    return "", ""


def _standing(
    account: EmailAccount, found: Sequence[Shortfall], *, is_syncing: bool, late: int
) -> tuple[str, str]:
    if not account.works:
        return "attention", _("Needs attention")
    if any(lack.is_missing for lack in found):
        return "incomplete", _("Not everything is here")
    if late:
        return "late", _not_reached(late)
    if is_syncing or account.synced_at is None or any(lack.passes for lack in found):
        return "syncing", _("Synchronising")
    looked_at = account.imap_worked_at or account.synced_at
    if timezone.now() - looked_at > OLD_AFTER:
        return "old", _("Last looked at %(when)s") % {"when": moment(looked_at)}
    if found:
        return "unreadable", _all_but(sum(lack.number for lack in found))
    return "ok", _("Up to date")


def late_changes_of(account: OuterRef) -> Coalesce:
    """How many changes are to be said of, as a column of a query for accounts."""
    rows = PendingAction.objects.late().filter(account=account).order_by().values("account")
    number = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(number, output_field=IntegerField()), 0)


def _about_late(state: str, number: int) -> list[str]:
    """What happens next, where that is the state; else how many they are."""
    if not number:
        return []
    if state == "late":
        return [_("We try again by ourselves, and put back what the server does not take.")]
    return [_not_reached(number)]


def _not_reached(number: int) -> str:
    words = ngettext(
        "%(count)s change has not reached the server yet.",
        "%(count)s changes have not reached the server yet.",
        number,
    )
    return words % {"count": number_format(number, force_grouping=True)}


def _all_but(number: int) -> str:
    words = ngettext(
        "Up to date; %(count)s message could not be read",
        "Up to date; %(count)s messages could not be read",
        number,
    )
    return words % {"count": number_format(number, force_grouping=True)}


def left_out_notices(folders: Sequence[Mailbox]) -> list[Notice]:
    """That the server has more folders than are shown, and what can be done about it there."""
    lack = left_out_of(folders)
    if lack is None:
        return []
    return [
        Notice(
            title=sentence(lack),
            explanation=_("They have names that no mail program can use, or there are too many."),
            next_step=_("Rename or delete them on the server, or ask whoever runs it."),
        )
    ]


def held_notices(account: EmailAccount, folders: Sequence[Mailbox]) -> list[Notice]:
    """What a person is asked about messages that the server lists no longer: in one notice,
    however many folders it is about, or the list of messages would be pushed out of sight."""
    held = [folder for folder in folders if folder.held_count and not folder.held_is_kept]
    return [_held_notice(account, held)] if held else []


def _held_notice(account: EmailAccount, held: Sequence[Mailbox]) -> Notice:
    return Notice(
        title=_what_is_held(held),
        explanation=_("They are still shown here, because so many at once may be a fault."),
        next_step=_("Say whether they were deleted or moved on purpose."),
        action_url=f"{reverse('account_folders', args=[account.pk])}#folder-{held[0].pk}",
        action_label=_("Decide"),
    )


def _what_is_held(held: Sequence[Mailbox]) -> str:
    lack = shortfall_of(held[0])
    if lack and len(held) == 1:
        return sentence(lack)
    words = ngettext(
        "The server no longer lists messages in %(count)d folder.",
        "The server no longer lists messages in %(count)d folders.",
        len(held),
    )
    return words % {"count": len(held)}
