"""A whole message, read. The same reading as part by part, by construction."""

from __future__ import annotations

from mail.core.mime.assemble import assemble
from mail.core.mime.defects import Defect
from mail.core.mime.message import Headers, ParsedMessage, Structure
from mail.core.mime.structure import from_raw


def parse(raw: bytes) -> ParsedMessage:
    """The message in *raw*. Never raises: what cannot be read is a defect, never a lost message."""
    try:
        return assemble(*from_raw(raw))
    # The last resort (a fault of ours, no memory left); the parsers below do not count on it.
    except Exception:
        return ParsedMessage(Headers(), Structure(()), defects=(Defect.UNREADABLE,))
