"""Rows on their way into the database: what a model instance holds, at a tenth of its price."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from json import JSONEncoder

from mail.models.message import MessageState

compact_json = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""As the JSON columns hold it: without blanks, letters as they are."""


@dataclass(slots=True)
class NewMessage:
    """The columns of a :class:`Message`, by their names; ``id`` is given when it is written."""

    account_id: int
    mailbox_id: int
    uidvalidity: int
    uid: int
    content_id: str
    date: datetime
    internaldate: datetime
    size_bytes: int
    seen: bool
    answered: bool
    flagged: bool
    draft: bool
    deleted: bool
    keywords: str
    message_id: str = ""
    subject: str = ""
    from_name: str = ""
    from_address: str = ""
    to_line: str = ""
    snippet: str = ""
    has_attachments: bool = False
    state: MessageState = MessageState.LISTED
    thread_id: int | None = None
    id: int = 0


@dataclass(slots=True)
class NewBody:
    """The columns of a :class:`MessageBody`, those of JSON as values."""

    headers: Mapping[str, object] = field(default_factory=dict)
    structure: Mapping[str, object] = field(default_factory=dict)
    defects: tuple[str, ...] = ()
    text: str = ""
    html: str = ""


@dataclass(slots=True)
class NewText:
    """What is written of a message when its text is read: *structure* is None when it stays."""

    pk: int
    state: MessageState
    failures: int
    has_attachments: bool = False
    snippet: str = ""
    text: str = ""
    html: str = ""
    defects: tuple[str, ...] = ()
    structure: Mapping[str, object] | None = None
