"""What is not in order with the folders of an account, each in one word and its numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.shortfall import Lack, Shortfall
from mail.models import Mailbox, Message
from mail.models.message import MessageState


def counted(folders: QuerySet[Mailbox]) -> QuerySet[Mailbox]:
    """*folders*, each with ``unreadable`` and ``awaits_texts``, in the same query."""
    of_folder = Message.objects.filter(mailbox=OuterRef("pk"))
    unreadable = of_folder.filter(state=MessageState.UNREADABLE).order_by().values("mailbox")
    number = unreadable.annotate(number=Count("pk")).values("number")
    listed = of_folder.filter(state=MessageState.LISTED, missing_since=None)
    return folders.annotate(
        unreadable=Coalesce(Subquery(number, output_field=IntegerField()), 0),
        awaits_texts=Exists(listed),
    )


def shortfalls(folders: Iterable[Mailbox]) -> tuple[Shortfall, ...]:
    """Of *folders* that :func:`counted` yielded; empty when everything is here. Last comes what is
    in none of them."""
    folders = list(folders)
    found = [found for folder in folders if (found := shortfall_of(folder))]
    left_out = left_out_of(folders)
    return (*found, left_out) if left_out else tuple(found)


def left_out_of(folders: Iterable[Mailbox]) -> Shortfall | None:
    """Folders that the server of the account of *folders* lists and that cannot be held here."""
    number = sum(folder.folders_left_out for folder in folders)
    return Shortfall(Lack.LEFT_OUT, None, "", number=number, total=number) if number else None


def shortfall_of(folder: Mailbox) -> Shortfall | None:
    """The first of what is wrong, in the order in which a person can do something about it; last
    what is in quarantine, which the counts of both sides agree about."""
    if folder.held_count:
        lack = Lack.VANISHED if folder.vanished_at else Lack.HELD
        return _of(folder, lack, folder.held_count)
    if folder.problem_code:
        return _of(folder, Lack.CLOSED, 0)
    if folder.is_behind or folder.compared_at is None:
        return _of(folder, Lack.BEHIND, min(folder.stored_count, on_server(folder)))
    if folder.short_by > 0:
        return _of(folder, Lack.MISSING, folder.short_by)
    if folder.short_by < 0:
        return _of(folder, Lack.SURPLUS, -folder.short_by)
    if _annotated(folder).awaits_texts:
        return _of(folder, Lack.BEHIND, folder.stored_count)
    if unreadable := unreadable_in(folder):
        return _of(folder, Lack.UNREADABLE, unreadable)
    return None


def unreadable_in(folder: Mailbox) -> int:
    return int(_annotated(folder).unreadable)


def on_server(folder: Mailbox) -> int:
    """What the server counts of that which is to be held here, as far as it has said. Before the
    first comparison that is its count of the whole folder."""
    is_told = folder.compared_at is None and folder.since is None
    return folder.server_count or (folder.exists if is_told else 0)


def _of(folder: Mailbox, lack: Lack, number: int) -> Shortfall:
    return Shortfall(
        lack,
        folder.use,
        folder.last_name,
        number=number,
        total=max(on_server(folder), number),
        server_said=folder.server_said,
    )


def _annotated(folder: Mailbox) -> Any:
    """For the type checker, which knows the model's own columns only."""
    return folder
