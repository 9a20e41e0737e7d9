"""Headers of a stored message, from the JSON columns of its body."""

from __future__ import annotations

from mail.core.address import Address
from mail.core.mime.message import Headers
from mail.models import Message


def load_headers(message: Message) -> Headers:
    """The headers of a stored message, as they were parsed."""
    stored = message.body.headers

    def addresses(name: str) -> tuple[Address, ...]:
        return tuple(Address(display, spec) for display, spec in stored.get(name, []))

    return Headers(
        subject=message.subject,
        from_=addresses("from_"),
        reply_to=addresses("reply_to"),
        to=addresses("to"),
        cc=addresses("cc"),
        bcc=addresses("bcc"),
        date=message.date,
        message_id=message.message_id,
        in_reply_to=stored.get("in_reply_to", ""),
        references=tuple(stored.get("references", [])),
        recipients_left_out=stored.get("recipients_left_out", 0),
    )
