"""The connection log in the reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import ConnectionEvent
from accounts.models.connection_event import Happening
from accounts.problems import explain
from mail.core.endpoint import Service
from mail.core.errors import Code, MailError

_l = gettext_lazy

_WORDS = {
    (Service.IMAP, Happening.SIGNED_IN): _l("Signed in to receive email"),
    (Service.SMTP, Happening.SIGNED_IN): _l("Signed in to send email"),
    (Service.IMAP, Happening.REFUSED): _l("Receiving was refused"),
    (Service.SMTP, Happening.REFUSED): _l("Sending was refused"),
    (Service.IMAP, Happening.FAILED): _l("Receiving failed"),
    (Service.SMTP, Happening.FAILED): _l("Sending failed"),
    (Service.IMAP, Happening.CHECK_FAILED): _l("New settings for receiving did not work"),
    (Service.SMTP, Happening.CHECK_FAILED): _l("New settings for sending did not work"),
    (Service.IMAP, Happening.RECOVERED): _l("Receiving works again"),
    (Service.SMTP, Happening.RECOVERED): _l("Sending works again"),
    (Service.IMAP, Happening.RELEASED): _l("A new try to receive was asked for"),
    (Service.SMTP, Happening.RELEASED): _l("A new try to send was asked for"),
}


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the log. ``code`` is for the administrator."""

    at: datetime
    what: str
    is_fault: bool
    title: str
    code: str
    server: str
    server_said: str


def log_rows(events: Iterable[ConnectionEvent]) -> list[LogRow]:
    return [_row(event) for event in events]


def fault_of(event: ConnectionEvent) -> MailError | None:
    """What went wrong; a code that this version does not know counts as ours."""
    if not event.code:
        return None
    known = Code(event.code) if event.code in set(Code) else Code.INTERNAL
    return MailError(known, event.server_said, subject=event.subject)


def _row(event: ConnectionEvent) -> LogRow:
    fault = fault_of(event)
    return LogRow(
        at=event.at,
        what=_what(event),
        is_fault=fault is not None,
        title=explain(fault).title if fault else "",
        code=event.code,
        server=event.server,
        server_said=event.server_said,
    )


def _what(event: ConnectionEvent) -> str:
    if event.what != Happening.REPAIRED:
        return str(_WORDS[Service(event.service), Happening(event.what)])
    words = ngettext(
        "%(count)s message was missing and has been fetched",
        "%(count)s messages were missing and have been fetched",
        event.number,
    )
    return words % {"count": number_format(event.number, force_grouping=True)}
