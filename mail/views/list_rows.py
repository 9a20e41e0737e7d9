"""The rows of a message list, drawn.

A list is asked for again whenever something changes, mostly with the rows it had. So a row is kept
drawn under everything that its look depends on: the values of the message, its place, and the
reader's language, clock, time zone and day. 4,096 rows take about 8 MB.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import clock
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox, Message
from mail.models.message import MessageState
from mail.views.present import inbox_url
from mail.views.reason_words import reason_sentence


class Listed(NamedTuple):
    """What a row needs of a message; tuples cost half of what whole messages do.

    Of one that could not be read, ``snippet`` is the reason.
    """

    id: int
    state: str
    date: datetime
    from_name: str
    from_address: str
    to_line: str
    subject: str
    snippet: str
    seen: bool
    flagged: bool
    answered: bool
    has_attachments: bool


@dataclass(frozen=True, slots=True)
class Place:
    """Where the row stands: in which folder, on which page, and whether it is the open one."""

    folder_id: int
    names_recipients: bool
    after: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Reader:
    language: str
    clock: str
    time_zone: str
    today: date

    @classmethod
    def present(cls, now: datetime) -> Reader:
        """The one whose request is being answered."""
        return cls(
            language=get_language() or "",
            clock=clock.chosen(),
            time_zone=timezone.get_current_timezone_name(),
            today=timezone.localtime(now).date(),
        )


@dataclass(frozen=True, slots=True)
class MessageRow:
    """``id`` is text, so that no language's grouping gets into an address."""

    id: str
    url: str
    who: str
    subject: str
    snippet: str
    time_label: str
    time_iso: str
    time_title: str
    unseen: bool
    flagged: bool
    answered: bool
    has_attachment: bool
    unreadable: bool
    is_current: bool
    is_marked: bool


def drawn_rows(
    page: Iterable[Listed], mailbox: Mailbox, *, current_id: int | None, after: str, now: datetime
) -> SafeString:
    """The list items of *page*, "" when it is empty."""
    reader = Reader.present(now)
    names_recipients = mailbox.use in {SpecialUse.SENT, SpecialUse.DRAFTS}
    # Both are the same for all rows but one: made once.
    elsewhere, here = (Place(mailbox.pk, names_recipients, after, is_it) for is_it in (False, True))
    drawn = [_drawn(row, here if row.id == current_id else elsewhere, reader) for row in page]
    return SafeString("".join(drawn))


def listed(message: Message) -> Listed:
    return Listed(*(getattr(message, name) for name in Listed._fields))


@lru_cache(maxsize=4096)
def _drawn(message: Listed, place: Place, reader: Reader) -> SafeString:
    return render_to_string("mail/_row.html", {"row": message_row(message, place, reader)})


def message_row(message: Listed, place: Place, reader: Reader) -> MessageRow:
    """Every word and date is ready. *reader* is the present one."""
    unreadable = message.state == MessageState.UNREADABLE
    local = timezone.localtime(message.date)
    return MessageRow(
        id=str(message.id),
        url=inbox_url(place.folder_id, message.id, place.after),
        who=_who(message, place),
        subject=message.subject or _nameless(unreadable),
        snippet=reason_sentence(message.snippet) if unreadable else message.snippet,
        time_label=list_time(local, reader.today),
        time_iso=local.isoformat(),
        time_title=clock.date_and_time(local),
        unseen=not message.seen,
        flagged=message.flagged,
        answered=message.answered,
        has_attachment=message.has_attachments,
        unreadable=unreadable,
        is_current=place.is_current,
        is_marked=message.answered or message.flagged or message.has_attachments,
    )


def _nameless(unreadable: bool) -> str:
    return _("Message that could not be read") if unreadable else _("(no subject)")


def _who(message: Listed, place: Place) -> str:
    """Whom the row is about: in the folders of one's own mail, those it goes to."""
    if place.names_recipients:
        return _("To: %(names)s") % {"names": message.to_line}
    return message.from_name or message.from_address or _("Unknown sender")


def list_time(local: datetime, today: date) -> str:
    """14:05 today, Mon this week, 23 Nov this year, else the whole date."""
    if local.date() == today:
        return clock.time_of_day(local)
    if timedelta(0) < today - local.date() < timedelta(days=7):
        return clock.formatted(local, "D")
    if local.year == today.year:
        return clock.formatted(local, "j M")
    return clock.formatted(local, "SHORT_DATE_FORMAT")
