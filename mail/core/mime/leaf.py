"""One part's own description, from whichever place it was read."""

from __future__ import annotations

import re

from mail.core.mime.charset import decode_header
from mail.core.mime.filename import filename_of
from mail.core.mime.message import Part
from mail.core.mime.parameters import Parameters

UNKNOWN_TYPE = "application/octet-stream"

_TYPE_LIMIT = 127
_WORD_LIMIT = 64
_CONTENT_ID_LIMIT = 250
_TYPE = re.compile(rb"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")
_NO_PARAMETERS = Parameters()


def make_part(
    section: str,
    content_type: bytes,
    size_bytes: int,
    *,
    type_parameters: Parameters = _NO_PARAMETERS,
    encoding: bytes = b"",
    content_id: bytes = b"",
    disposition: bytes = b"",
    disposition_parameters: Parameters = _NO_PARAMETERS,
) -> Part:
    """A Part from raw values; each is cut, put in lower case or decoded as its field asks."""
    return Part(
        section=section,
        content_type=clean_type(content_type),
        size_bytes=size_bytes,
        charset=_word(type_parameters.token(b"charset")),
        encoding=_word(encoding) or "7bit",
        filename=filename_of(disposition_parameters, type_parameters),
        content_id=decode_header(content_id).strip("<> ")[:_CONTENT_ID_LIMIT],
        disposition=_word(disposition),
        format_flowed=type_parameters.token(b"format").lower() == b"flowed",
        delsp=type_parameters.token(b"delsp").lower() == b"yes",
    )


def clean_type(content_type: bytes) -> str:
    """*content_type* in lower case, or UNKNOWN_TYPE when it is no type/subtype."""
    lower = content_type.lower()[:_TYPE_LIMIT]
    return lower.decode("ascii") if _TYPE.match(lower) else UNKNOWN_TYPE


def _word(value: bytes) -> str:
    """The first word in lower case: ``base64 `` and ``8bit; x`` are met in the wild."""
    words = value[:_WORD_LIMIT].replace(b";", b" ").split()
    return (
        "".join(filter(str.isprintable, words[0].decode("ascii", "ignore"))).lower()
        if words
        else ""
    )
