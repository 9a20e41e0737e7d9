"""Whether an account is up to date and, where it is not, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import moment
from accounts.models import EmailAccount
from accounts.shortfall import sentence
from accounts.window_words import window_word
from mail.models import Mailbox
from mail.services.shortfalls import shortfall_of, shortfalls
from mail.views.present import Notice

SHOWN = 2
"""Sentences beside the folders; the page about folders has them all."""

OLD_AFTER = timedelta(hours=1)
"""A server that was not asked for so long may have anything new."""


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """``state`` is ``attention``, ``incomplete``, ``syncing``, ``old`` or ``ok``; ``url`` leads to
    more of it, ``window_url`` to where ``window``, how far back mail is held, is chosen."""

    state: str
    label: str
    lines: tuple[str, ...]
    url: str
    window: str
    window_url: str


def account_status(
    account: EmailAccount, folders: Sequence[Mailbox], *, is_syncing: bool
) -> AccountStatus:
    """*folders* are the account's, counted. "Up to date" is said only when all are in order."""
    found = shortfalls(folders)
    lines = tuple(sentence(lack) for lack in found if not lack.passes) if account.works else ()
    url = reverse("account_folders", args=[account.pk])
    state, label = _standing(account, lines, is_on_its_way=bool(found) or is_syncing)
    return AccountStatus(
        state,
        label,
        lines=lines[:SHOWN],
        url=url if account.works else reverse("email_account"),
        window=window_word(account.sync_window_days),
        window_url=f"{url}#how-far-back",
    )


def _standing(
    account: EmailAccount, lines: Sequence[str], *, is_on_its_way: bool
) -> tuple[str, str]:
    if not account.works:
        return "attention", _("Needs attention")
    if lines:
        return "incomplete", _("Not everything is here")
    if is_on_its_way or account.synced_at is None:
        return "syncing", _("Synchronising")
    looked_at = account.imap_worked_at or account.synced_at
    if timezone.now() - looked_at > OLD_AFTER:
        return "old", _("Last looked at %(when)s") % {"when": moment(looked_at)}
    return "ok", _("Up to date")


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
