"""What stands at the end of a folder's list, where more lies on the server."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format

from mail.models import Mailbox


@dataclass(frozen=True, slots=True)
class ListEnd:
    folder_id: str
    day: str
    is_asked: bool


def list_end(folder: Mailbox | None, next_url: str) -> ListEnd | None:
    """None where there is a next page, and where everything is here."""
    if folder is None or next_url or folder.since is None:
        return None
    day = date_format(folder.since, "DATE_FORMAT")
    return ListEnd(str(folder.pk), day, folder.older_asked)
