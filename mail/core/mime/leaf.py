"""One part's own description, from whichever place it was read."""

from __future__ import annotations

import re
from functools import lru_cache

from mail.core.mime.charset import decode_header
from mail.core.mime.filename import filename_of
from mail.core.mime.message import Part
from mail.core.mime.parameters import NO_PARAMETERS, Parameters

UNKNOWN_TYPE = "application/octet-stream"

_TYPE_LIMIT = 127
_WORD_LIMIT = 64
_CONTENT_ID_LIMIT = 250
_TYPE = re.compile(rb"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+\Z")


def make_part(
    section: str,
    content_type: bytes,
    size_bytes: int,
    *,
    type_parameters: Parameters = NO_PARAMETERS,
    encoding: bytes = b"",
    content_id: bytes = b"",
    disposition: bytes = b"",
    disposition_parameters: Parameters = NO_PARAMETERS,
) -> Part:
    """A Part from raw values; each is cut, put in lower case or decoded as its field asks."""
    return Part(
        section,
        clean_type(content_type),
        size_bytes,
        _word(type_parameters.token(b"charset")),
        _word(encoding) or "7bit",
        filename_of(disposition_parameters, type_parameters),
        decode_header(content_id).strip("<> ")[:_CONTENT_ID_LIMIT] if content_id else "",
        _word(disposition),
        type_parameters.token(b"format").lower() == b"flowed",
        type_parameters.token(b"delsp").lower() == b"yes",
    )


def clean_type(content_type: bytes) -> str:
    """*content_type* in lower case, or UNKNOWN_TYPE when it is no type/subtype."""
    return _clean_type(content_type[:_TYPE_LIMIT])


# The same few words stand in every message.
@lru_cache(maxsize=512)
def _clean_type(content_type: bytes) -> str:
    lower = content_type.lower()
    return lower.decode("ascii") if _TYPE.match(lower) else UNKNOWN_TYPE


def _word(value: bytes) -> str:
    """The first word in lower case: ``base64 `` and ``8bit; x`` are met in the wild."""
    return _first_word(value[:_WORD_LIMIT]) if value else ""


@lru_cache(maxsize=512)
def _first_word(value: bytes) -> str:
    words = value.replace(b";", b" ").split()
    return (
        "".join(filter(str.isprintable, words[0].decode("ascii", "ignore"))).lower()
        if words
        else ""
    )
