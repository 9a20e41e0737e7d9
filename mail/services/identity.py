"""By what a message is known again wherever it lies: its content, never the Message-ID alone, which
its sender chooses."""

from __future__ import annotations

from mail.models import Message
from mail.services.new_rows import NewMessage

ALIKE = ("content_id", "message_id", "size_bytes")

Identity = tuple[object, ...]


def identity_of(message: Message | NewMessage) -> Identity:
    return tuple(getattr(message, name) for name in ALIKE)
