"""How each folder stands, in words, for the page about folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import moment
from accounts.problems import explain
from accounts.shortfall import Lack, Shortfall, sentence
from mail.core.errors import Code, MailError
from mail.models import Errand, Mailbox
from mail.services.actions.folders import is_own
from mail.services.shortfalls import on_server, shortfall_of, unreadable_in
from mail.views.present import folder_label, inbox_url

_LOOKS = {
    Lack.HELD: "warning",
    Lack.VANISHED: "warning",
    Lack.CLOSED: "error",
    Lack.MISSING: "warning",
    Lack.SURPLUS: "warning",
    Lack.BEHIND: "accent",
    Lack.UNREADABLE: "warning",
}


@dataclass(frozen=True, slots=True)
class FolderState:
    """One row. ``asks``: the person is to say what becomes of held messages. ``on_server`` is
    empty while nobody has counted, ``edit_url`` where the folder is not the person's own."""

    id: str
    label: str
    path: str
    url: str
    edit_url: str
    subscribed: bool
    is_choice: bool  # the inbox is always shown
    here: str
    on_server: str
    badge: str
    state: str
    lines: tuple[str, ...]
    asks: bool
    unreadable: str
    quarantine_url: str
    compared: str


def folder_state(folder: Mailbox, refused: Mapping[int, Errand], *, works: bool) -> FolderState:
    """*folder* is counted; *refused* are the last subscriptions that the server did not take;
    *works*: whether the server is being asked at all."""
    lack = shortfall_of(folder)
    unreadable = unreadable_in(folder)
    return FolderState(
        id=str(folder.pk),
        label=folder_label(folder),
        path=folder.known_as if folder.known_as != folder.last_name else "",
        url=inbox_url(folder.pk),
        edit_url=reverse("folder_edit", args=[folder.pk]) if is_own(folder) else "",
        subscribed=folder.subscribed or folder.is_inbox,
        is_choice=not folder.is_inbox,
        here=_number(folder.stored_count),
        on_server=_on_server(folder),
        badge=_LOOKS[lack.lack] if lack else "good",
        state=_state(folder, lack, works=works),
        lines=tuple(_lines(folder, lack, refused.get(folder.pk))),
        asks=bool(folder.held_count),
        unreadable=_unreadable(unreadable),
        quarantine_url=reverse("account_quarantine", args=[folder.account_id]),
        compared=_compared(folder),
    )


def _state(folder: Mailbox, lack: Shortfall | None, *, works: bool) -> str:
    words = {
        None: _("In order"),
        Lack.HELD: _("Shown although gone") if folder.held_is_kept else _("Held back"),
        Lack.VANISHED: _("Shown although gone") if folder.held_is_kept else _("Held back"),
        Lack.CLOSED: _("Cannot be opened"),
        Lack.MISSING: _("Not complete"),
        Lack.SURPLUS: _("Differs"),
        Lack.BEHIND: _("Being fetched") if works else _("Waiting"),
        Lack.UNREADABLE: _("Not all readable"),
    }
    return words[lack.lack if lack else None]


def _lines(folder: Mailbox, lack: Shortfall | None, refused: Errand | None) -> list[str]:
    lines = [sentence(lack)] if lack else []
    if folder.held_count and not folder.held_is_kept:
        lines.append(_("They are still shown here, because so many at once may be a fault."))
        lines.append(_("Say whether they were deleted or moved on purpose."))
    if folder.repaired_at:
        lines.append(_repaired(folder))
    if folder.since:
        day = {"day": date_format(folder.since, "DATE_FORMAT")}
        lines.append(_("Held here: mail from %(day)s on.") % day)
    if refused:
        lines.append(_refusal(refused))
    return lines


def _on_server(folder: Mailbox) -> str:
    if folder.vanished_at:
        return "0"
    counted = on_server(folder)
    return _number(counted) if counted or folder.compared_at else ""


def _repaired(folder: Mailbox) -> str:
    assert folder.repaired_at is not None
    words = ngettext(
        "%(when)s: %(count)s message was missing and has been fetched.",
        "%(when)s: %(count)s messages were missing and have been fetched.",
        folder.repaired_count,
    )
    return words % {
        "count": _number(folder.repaired_count), "when": moment(folder.repaired_at)
    }  # fmt: skip


def _refusal(errand: Errand) -> str:
    code = Code(errand.problem_code) if errand.problem_code in set(Code) else Code.INTERNAL
    said = errand.server_said or explain(MailError(code)).title
    return _("The server did not take your choice: %(said)s") % {"said": said}


def _unreadable(number: int) -> str:
    words = ngettext("%(count)s message in quarantine", "%(count)s messages in quarantine", number)
    return words % {"count": _number(number)} if number else ""


def _compared(folder: Mailbox) -> str:
    return moment(folder.compared_at) if folder.compared_at else ""


def _number(number: int) -> str:
    return number_format(number, force_grouping=True)
