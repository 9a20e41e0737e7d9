"""A message as we read it: the values that parsing yields and everything else uses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from mail.core.address import Address


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf of a message's structure, as BODYSTRUCTURE describes it (RFC 9051 §7.5.2).

    ``section`` is the IMAP part number (``"1"``, ``"1.2"``). ``filename`` is decoded and safe to
    show and to save under; empty when the part names none. ``charset`` is as declared.
    """

    section: str
    content_type: str
    size_bytes: int
    charset: str = ""
    encoding: str = "7bit"
    filename: str = ""
    content_id: str = ""
    disposition: str = ""
    format_flowed: bool = False
    delsp: bool = False


@dataclass(frozen=True, slots=True)
class Structure:
    """The leaves of a message, in order, and which of them carry what is read.

    ``text`` and ``html`` are sections whose contents belong to the readable body; all other
    leaves are attachments (``inline`` ones when HTML refers to them by Content-ID).
    """

    parts: tuple[Part, ...]
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()

    @property
    def readable(self) -> tuple[str, ...]:
        """Sections to fetch for reading, without repetition and in order."""
        return tuple(dict.fromkeys((*self.text, *self.html)))

    @property
    def attachments(self) -> tuple[Part, ...]:
        readable = self.readable
        return tuple(part for part in self.parts if part.section not in readable)


@dataclass(frozen=True, slots=True)
class Headers:
    """The header fields that a message list, a reading pane and a reply need, decoded."""

    subject: str = ""
    from_: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    bcc: tuple[Address, ...] = ()
    date: datetime | None = None
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    recipients_left_out: int = 0
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """One reading of a message, whether its bytes came whole or part by part.

    ``html`` is the sender's own, not yet sanitised; never show it.
    """

    headers: Headers
    structure: Structure
    text: str = ""
    html: str = ""
    defects: tuple[str, ...] = field(default=())
