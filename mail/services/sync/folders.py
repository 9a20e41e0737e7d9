"""The folders of an account, as the server lists them: made, renamed, closed, gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.utils import timezone

from accounts.models import EmailAccount
from mail.core.imap.folder_name import displaced
from mail.core.imap.mailbox import ListedMailbox, Selected
from mail.core.imap.special_use import SpecialUse
from mail.core.reading.listing import indexable
from mail.core.sync.folders import HeldFolder, recognised
from mail.models import Mailbox, Message
from mail.services.errands.asking import subscriptions_asked
from mail.services.sync import held_back, meanwhile
from mail.services.sync.renamed import renamed
from mail.services.sync.run import Run
from mail.services.sync.vanished import vanish
from mail.transport.imap_list import MAILBOXES_LIMIT
from mail.transport.imap_session import ImapSession


@dataclass(frozen=True, slots=True)
class Folder:
    """One that can be opened. ``said`` is None where the server does not tell with its list."""

    mailbox: Mailbox
    said: Selected | None


@dataclass(frozen=True, slots=True)
class Folders:
    """``opened`` in the order in which they are brought; ``closed`` are gone from the server, or
    there without messages of their own; ``listed`` are all names that it has."""

    opened: Sequence[Folder]
    closed: Sequence[Mailbox]
    listed: Collection[str]


def bring_folders(run: Run, session: ImapSession) -> Folders:
    # Read before the server is asked: what a person wants meanwhile stands.
    wished = set(subscriptions_asked(run.account))
    before = meanwhile.as_it_is(run.account)
    told = session.list_mailboxes()
    items = [item for item in told if item.can_be_held and _is_storable(item.name)]
    rows, moving = meanwhile.since(before, run.account)
    names = {rows[pk].name for pk in moving.pks & rows.keys()}
    listed = {item.name: item for item in items if meanwhile.is_news(item, names, moving)}
    held = [
        HeldFolder(row.pk, row.name, row.mailbox_id, row.uidvalidity)
        for row in rows.values()
        if row.pk not in moving.pks
    ]
    known = recognised(held, listed.values())
    known |= renamed(session, held, listed, known)
    kept = {name: rows[folder.key] for name, folder in known.items()}
    _write(run, kept, {name: _wished(item, kept, wished) for name, item in listed.items()}, rows)
    _note_left_out(run, kept.values(), len(told) - len(items))
    run.report.mailboxes = sum(_can_be_opened(item) for item in listed.values())
    missing = rows.keys() - {row.pk for row in kept.values()} if _is_whole(items) else set()
    closed = [
        row
        for name, row in kept.items()
        if not _can_be_opened(listed[name]) and (row.selectable or row.stored_count)
    ]
    closed += [rows[pk] for pk in sorted(missing - moving.kept)]
    return Folders(opened=_ordered(kept, listed), closed=closed, listed=listed.keys())


def _note_left_out(run: Run, kept: Iterable[Mailbox], number: int) -> None:
    """On the inbox, which every account has, for its whole account."""
    inbox = next((row for row in kept if row.is_inbox), None)
    if inbox is None or inbox.folders_left_out == number:
        return
    with transaction.atomic():
        run.lease.renew()
        Mailbox.objects.filter(pk=inbox.pk).update(folders_left_out=number)
    run.report.folders += 1


def _wished(
    item: ListedMailbox, kept: Mapping[str, Mailbox], wished: Collection[str]
) -> ListedMailbox:
    """*item*, subscribed or not as a person wants it, where the server has yet to learn that."""
    if item.name not in wished or item.name not in kept:
        return item
    return replace(item, subscribed=kept[item.name].subscribed)


def close_folders(run: Run, closed: Iterable[Mailbox], *, kept: Iterable[str]) -> None:
    """Let what is left in *closed* go; a folder that nothing is held of any more is forgotten, but
    for those that the server still lists."""
    still_listed = set(kept)
    for mailbox in closed:
        if not run.goes_on():
            return
        _note_vanished(run, mailbox)
        rows = Message.objects.filter(mailbox=mailbox)
        vanish(run, mailbox, list(rows.values_list("pk", flat=True)), is_whole=True)
        held_back.note_look(run, mailbox)
        if not rows.exists():
            _close(run, mailbox, forget=mailbox.name not in still_listed)


def _note_vanished(run: Run, mailbox: Mailbox) -> None:
    if mailbox.vanished_at is None:
        with transaction.atomic():
            run.lease.renew()
            Mailbox.objects.filter(pk=mailbox.pk).update(vanished_at=timezone.now())


def _close(run: Run, mailbox: Mailbox, *, forget: bool) -> None:
    rows = Mailbox.objects.filter(pk=mailbox.pk)
    with transaction.atomic():
        if forget and not Message.rows.filter(mailbox=mailbox).exists():
            run.lease.renew()
            rows.delete()
        elif mailbox.selectable:
            run.lease.renew()
            rows.update(selectable=False)


def _is_storable(name: str) -> bool:
    """No store keeps a NUL, and PostgreSQL no name beyond what fits into its index."""
    return "\0" not in name and indexable(name) == name


def _can_be_opened(item: ListedMailbox) -> bool:
    return item.selectable and not item.is_view


def _is_whole(items: Sequence[ListedMailbox]) -> bool:
    """A list without INBOX, which always exists (RFC 9051 §5.1), is a fault, not news; one that
    was cut says nothing of what it does not name."""
    uses = {item.special_use for item in items}
    return SpecialUse.INBOX in uses and len(items) < MAILBOXES_LIMIT


def _ordered(kept: Mapping[str, Mailbox], listed: Mapping[str, ListedMailbox]) -> list[Folder]:
    """INBOX, what is subscribed, the rest; and last what holds the others' messages as well."""
    opened = [
        Folder(row, listed[name].status)
        for name, row in kept.items()
        if _can_be_opened(listed[name])
    ]
    return sorted(opened, key=lambda folder: _order(folder.mailbox))


def _order(mailbox: Mailbox) -> tuple[bool, bool, bool, tuple[int, str]]:
    return (
        not mailbox.is_inbox,
        mailbox.use is SpecialUse.ALL,
        not mailbox.subscribed,
        mailbox.sort_key,
    )


def _write(
    run: Run,
    kept: dict[str, Mailbox],
    listed: Mapping[str, ListedMailbox],
    rows: Mapping[int, Mailbox],
) -> None:
    """Adds new folders to *kept*, and writes only what is not so already."""
    new = [item for name, item in listed.items() if name not in kept]
    changed = [row for name, row in kept.items() if _take_over(row, listed[name])]
    moved = {name: row for name, row in kept.items() if row.name != name}
    if not new and not changed and not moved:
        return
    with transaction.atomic():
        run.lease.renew()
        # Looking for renamed folders may have taken its time: what a person named so has the name.
        names = {pk: row.name for pk, row in rows.items()}
        taken = meanwhile.taken_since(names, run.account, [*moved, *(item.name for item in new)])
        _rename({name: row for name, row in moved.items() if name not in taken})
        if changed:
            Mailbox.objects.bulk_update(changed, _COLUMNS, batch_size=500)
        new = [item for item in new if item.name not in taken]
        _free_names(run.account, [item.name for item in new])
        for item in new:
            row = Mailbox(account=run.account, name=item.name)
            _take_over(row, item)
            row.save()
            kept[item.name] = row
    run.report.folders += len(new) + len(changed) + len(moved)


_COLUMNS = (
    "delimiter", "special_use", "selectable", "subscribed", "mailbox_id", "vanished_at",
)  # fmt: skip


def _take_over(row: Mailbox, item: ListedMailbox) -> bool:
    """Whether *row* was not yet as *item* says. A folder that is closed now stays to be seen until
    nothing is left in it."""
    said: dict[str, object] = {
        "delimiter": item.delimiter,
        "special_use": item.special_use.value if item.special_use else "",
        "selectable": _can_be_opened(item) or (row.selectable and row.stored_count > 0),
        "subscribed": item.subscribed,
        "mailbox_id": item.mailbox_id or row.mailbox_id,
        "vanished_at": None if _can_be_opened(item) else row.vanished_at,
    }
    before = {name: getattr(row, name) for name in said}
    for name, value in said.items():
        setattr(row, name, value)
    return before != said


def _rename(moved: Mapping[str, Mailbox]) -> None:
    """By way of names that nobody has: two folders may have changed places."""
    for name, row in moved.items():
        _free_names(row.account, [name])
        row.name = name
        Mailbox.objects.filter(pk=row.pk).update(name=name)


def _free_names(account: EmailAccount, names: Sequence[str]) -> None:
    """A folder that is missing, and not let go yet, leaves its name to the one that has it now."""
    rows = Mailbox.objects.filter(account=account, name__in=names)
    for pk, name in list(rows.values_list("pk", "name")):
        Mailbox.objects.filter(pk=pk).update(name=indexable(displaced(name, pk)))
