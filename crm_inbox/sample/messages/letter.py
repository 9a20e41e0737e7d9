"""What a sample message is made of, before it has a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from crm_inbox.sample.messages.people import ANNA
from crm_inbox.sample.people import SamplePerson

# The six languages' countries share one clock, but for a few correspondents in Britain.
_ZONE = ZoneInfo("Europe/Oslo")
_SATURDAY = 5


class Form(Enum):
    RICH = "text and HTML"
    PLAIN = "text, UTF-8"
    FLOWED = "text, format=flowed (RFC 3676)"
    LATIN1 = "text, ISO-8859-1, quoted-printable"


@dataclass(frozen=True, slots=True)
class Enclosure:
    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Meeting:
    """An invitation: *days* after it was sent, moved to a working day."""

    title: str
    place: str
    days: int
    at: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Sent:
    """When, seen from the first day: *workdays* back at a time of day, or *minutes* back."""

    workdays: int = 0
    at: str = "09:00"
    minutes: int = 0

    def moment(self, now: datetime) -> datetime:
        here = now.astimezone(_ZONE).replace(microsecond=0)
        if not self.workdays:
            return here - timedelta(minutes=self.minutes)
        day = here.date()
        for _ in range(self.workdays):
            day -= timedelta(days=1)
            while day.weekday() >= _SATURDAY:
                day -= timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(self.at), _ZONE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One message. *text* is paragraphs divided by empty lines, see ``prose``.

    *flags* are Maildir's letters in their order (D draft, F flagged, R answered, S seen).
    *answers* are the keys of the messages before it in the thread, oldest first.
    """

    key: str
    sender: SamplePerson
    subject: str
    text: str
    sent: Sent
    form: Form = Form.RICH
    html: str = ""
    to: SamplePerson = ANNA
    cc: tuple[SamplePerson, ...] = ()
    folder: str = "INBOX"
    flags: str = ""
    answers: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    picture: bytes = b""
    meeting: Meeting | None = None
    signed: bool = True
