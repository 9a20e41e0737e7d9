"""Why a message cannot be shown, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mail.models.quarantine import Reason


def reason_sentence(reason: str) -> str:
    """*reason* is one of :class:`Reason`; of anything else, only that it cannot be shown."""
    words = {
        Reason.RECORD: _("What the server says about this message could not be understood."),
        Reason.TEXT: _("The text of this message could not be understood."),
        Reason.STORE: _("This message holds something that the database does not take."),
        Reason.DROPPED: _("The server breaks the connection when it is asked for this message."),
    }
    known = Reason(reason) if reason in set(Reason) else None
    return words[known] if known else _("This message cannot be shown.")
