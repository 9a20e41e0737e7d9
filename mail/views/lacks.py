"""Whether an account is up to date and, where it is not, what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.clock import moment
from accounts.models import EmailAccount
from accounts.shortfall import sentence
from mail.models import Mailbox
from mail.services.shortfalls import shortfall_of, shortfalls
from mail.views.present import Notice

SHOWN = 2
"""Sentences beside the folders; the page about folders has them all."""

OLD_AFTER = timedelta(hours=1)
"""A server that was not asked for so long may have anything new."""


@dataclass(frozen=True, slots=True)
class AccountStatus:
    """``state`` is ``attention``, ``incomplete``, ``syncing``, ``old`` or ``ok``."""

    state: str
    label: str
    lines: tuple[str, ...] = ()
    url: str = ""


def account_status(
    account: EmailAccount, folders: Sequence[Mailbox], *, is_syncing: bool
) -> AccountStatus:
    """*folders* are the account's, counted. "Up to date" is said only when all are in order."""
    if not account.works:
        return AccountStatus("attention", _("Needs attention"))
    found = shortfalls(folders)
    lines = tuple(sentence(lack) for lack in found if not lack.passes)
    if lines:
        url = reverse("account_folders", args=[account.pk])
        return AccountStatus("incomplete", _("Not everything is here"), lines[:SHOWN], url)
    if found or is_syncing or account.synced_at is None:
        return AccountStatus("syncing", _("Synchronising"))
    looked_at = account.imap_worked_at or account.synced_at
    if timezone.now() - looked_at > OLD_AFTER:
        when = {"when": moment(looked_at)}
        return AccountStatus("old", _("Last looked at %(when)s") % when)
    return AccountStatus("ok", _("Up to date"))


def held_notices(account: EmailAccount, folders: Sequence[Mailbox]) -> list[Notice]:
    """What a person is asked about messages that the server lists no longer."""
    return [
        _held_notice(account, folder)
        for folder in folders
        if folder.held_count and not folder.held_is_kept
    ]


def _held_notice(account: EmailAccount, folder: Mailbox) -> Notice:
    lack = shortfall_of(folder)
    return Notice(
        title=sentence(lack) if lack else "",
        explanation=_("They are still shown here, because so many at once may be a fault."),
        next_step=_("Say whether they were deleted or moved on purpose."),
        action_url=f"{reverse('account_folders', args=[account.pk])}#folder-{folder.pk}",
        action_label=_("Decide"),
    )
