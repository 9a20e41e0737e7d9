"""A person's own folders: made, renamed and removed, here at once and on the server soon after."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from mail.core.imap.folder_name import PATH_LIMIT_BYTES, NameFault, fault_in, is_below, joined
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message, PendingAction
from mail.models.event_sequence import EventName
from mail.models.lane import LaneName
from mail.models.pending_action import ActionKind
from mail.services import events
from mail.services.actions.renaming import rename_rows
from mail.services.lanes import make_due


class FolderFault(Exception):
    """The name cannot be used, for the reason in ``fault``."""

    def __init__(self, fault: NameFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class NotOwn(Exception):
    """A folder that every mailbox has, or that the server gave a purpose, stays as it is."""


class NotEmpty(Exception):
    """There is mail in the folder, or a folder below it."""


def create_folder(account_id: int, name: str, parent: Mailbox | None = None) -> Mailbox:
    """A folder *name* at the top or below *parent*, marked as on its way. Raises FolderFault."""
    if parent is not None and parent.account_id != account_id:
        raise ValueError("the parent is another account's")
    delimiter = parent.delimiter if parent else _delimiter(account_id)
    whole = _whole_name(account_id, name, parent.name if parent else "", delimiter)
    return make_row(account_id, whole, delimiter)


def make_row(account_id: int, name: str, delimiter: str, use: SpecialUse | None = None) -> Mailbox:
    """The row and the action. Raises FolderFault when somebody else was quicker."""
    try:
        with transaction.atomic():
            make_due(account_id, LaneName.INTERACTIVE)
            folder = Mailbox.objects.create(
                account_id=account_id,
                name=name,
                delimiter=delimiter,
                special_use=use.value if use else "",
            )
            _note(folder, ActionKind.CREATE, name=name)
    except IntegrityError:
        raise FolderFault(NameFault.TAKEN) from None
    return folder


def rename_folder(folder: Mailbox, name: str) -> None:
    """Folders below it keep their places and the mail its rows. Raises FolderFault, NotOwn."""
    _check_own(folder)
    if name == folder.last_name:
        return
    parent = folder.name.rpartition(folder.delimiter)[0] if folder.delimiter else ""
    whole = _whole_name(folder.account_id, name, parent, folder.delimiter, besides=folder)
    old_name = folder.name
    with transaction.atomic():
        make_due(folder.account_id, LaneName.INTERACTIVE)
        rename_rows(folder, whole)
        _note(folder, ActionKind.RENAME, name=whole, old_name=old_name)


def remove_folder(folder: Mailbox) -> None:
    """An empty one; what the server has in it besides, it says. Raises NotOwn, NotEmpty."""
    _check_own(folder)
    with transaction.atomic():
        make_due(folder.account_id, LaneName.INTERACTIVE)
        row = Mailbox.objects.select_for_update().get(pk=folder.pk)
        if not is_empty(row):
            raise NotEmpty
        if Mailbox.objects.filter(pk=row.pk, selectable=True).update(selectable=False):
            _note(row, ActionKind.REMOVE, name=row.name, old_name=row.name)


def is_own(folder: Mailbox) -> bool:
    """Whether its person may rename and remove it."""
    is_special = folder.special_use or folder.name.upper() == "INBOX"
    return not is_special and folder.is_on_server


def is_empty(folder: Mailbox) -> bool:
    if Message.objects.filter(mailbox=folder).exists():
        return False
    rows = Mailbox.objects.filter(account=folder.account_id).values_list("name", flat=True)
    return not any(is_below(name, folder.name, folder.delimiter) for name in rows)


def _check_own(folder: Mailbox) -> None:
    if not is_own(folder):
        raise NotOwn


def _whole_name(
    account_id: int, name: str, parent: str, delimiter: str, besides: Mailbox | None = None
) -> str:
    """Raises FolderFault."""
    fault = fault_in(name, delimiter)
    if fault is not None:
        raise FolderFault(fault)
    whole = joined(parent, delimiter, name)
    if len(whole.encode()) > PATH_LIMIT_BYTES:
        raise FolderFault(NameFault.TOO_LONG)
    if _is_taken(account_id, whole, besides):
        raise FolderFault(NameFault.TAKEN)
    return whole


def _is_taken(account_id: int, name: str, besides: Mailbox | None) -> bool:
    """Whatever the case: some servers tell ``Offers`` and ``offers`` apart, people do not. A name
    that was given up here is free when the server has been told."""
    rows = Mailbox.objects.filter(account=account_id)
    rows = rows.exclude(pk=besides.pk) if besides else rows
    waiting = PendingAction.objects.waiting().of_folders().filter(account=account_id)
    waiting = waiting.exclude(mailbox=besides) if besides else waiting
    names = {*rows.values_list("name", flat=True), *waiting.values_list("old_name", flat=True)}
    return name.casefold() in {one.casefold() for one in names}


def _delimiter(account_id: int) -> str:
    rows = Mailbox.objects.filter(account=account_id).exclude(delimiter="")
    return rows.values_list("delimiter", flat=True).first() or ""


def _note(folder: Mailbox, kind: ActionKind, *, name: str, old_name: str = "") -> None:
    PendingAction.objects.create(
        account_id=folder.account_id, mailbox=folder, kind=kind, name=name, old_name=old_name
    )
    events.publish(folder.account.user_id, EventName.MAIL)
