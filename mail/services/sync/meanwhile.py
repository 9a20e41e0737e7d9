"""What a person makes, renames or removes while the server is being asked for its list.

The other lane may tell the server at once, between any two lines here. What then is on the list,
or no longer, is news of ours: it waits for the next run, which asks when all of it is over.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models import EmailAccount
from mail.core.imap.mailbox import ListedMailbox
from mail.models import Mailbox
from mail.services.overlay import FoldersOnTheirWay, folders_on_their_way


@dataclass(frozen=True, slots=True)
class Before:
    """As it was before the server was asked; ``places`` are (name, delimiter)."""

    places: Mapping[int, tuple[str, str]]
    moving: FoldersOnTheirWay


def as_it_is(account: EmailAccount) -> Before:
    """To be read before LIST."""
    rows = Mailbox.objects.filter(account=account).values_list("pk", "name", "delimiter")
    places = {pk: (name, delimiter) for pk, name, delimiter in rows}
    return Before(places, folders_on_their_way(account.pk))


def since(before: Before, account: EmailAccount) -> tuple[dict[int, Mailbox], FoldersOnTheirWay]:
    """To be read after LIST: the rows as they are now, and all that is, or was meanwhile, on its
    way to the server."""
    moving = before.moving | folders_on_their_way(account.pk)
    rows = {row.pk: row for row in Mailbox.objects.filter(account=account)}
    return rows, moving | _settled(before.places, rows)


def is_news(item: ListedMailbox, names: Iterable[str], moving: FoldersOnTheirWay) -> bool:
    """Whether *item* is to be believed. *names* are those of the folders in *moving*."""
    return item.name not in names and not moving.hides(item.name)


def taken_since(rows: Mapping[int, str], account: EmailAccount, names: Sequence[str]) -> set[str]:
    """Of *names* those that a folder has by now which was another, or not there, in *rows*."""
    now = Mailbox.objects.filter(account=account, name__in=names).values_list("pk", "name")
    return {name for pk, name in now if rows.get(pk) != name}


def _settled(
    places: Mapping[int, tuple[str, str]], rows: Mapping[int, Mailbox]
) -> FoldersOnTheirWay:
    """What was asked for and told to the server between two looks at the actions shows in the rows
    only: nobody else makes, renames or removes them while we hold the lane."""
    gone = [place for pk, place in places.items() if pk not in rows or rows[pk].name != place[0]]
    changed = {pk for pk, row in rows.items() if pk not in places or places[pk][0] != row.name}
    return FoldersOnTheirWay(frozenset(changed), frozenset(), tuple(gone))
