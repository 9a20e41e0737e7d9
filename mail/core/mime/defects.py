"""What was wrong with a message we read all the same. Slugs, for logs and ``--json`` output."""

from __future__ import annotations

from enum import StrEnum


class Defect(StrEnum):
    MESSAGE_TOO_LARGE = "message-too-large"
    HEADER_BLOCK_TRUNCATED = "header-block-truncated"
    HEADER_TRUNCATED = "header-truncated"
    HEADER_LINE_BROKEN = "header-line-broken"
    TOO_MANY_HEADERS = "too-many-headers"
    TOO_MANY_PARTS = "too-many-parts"
    TOO_DEEP = "too-deep"
    TOO_MANY_ADDRESSES = "too-many-addresses"
    DATE_INVALID = "date-invalid"
    BOUNDARY_MISSING = "boundary-missing"
    BOUNDARY_NOT_CLOSED = "boundary-not-closed"
    STRUCTURE_INVALID = "structure-invalid"
    PART_MISSING = "part-missing"
    TEXT_TRUNCATED = "text-truncated"
    UNREADABLE = "unreadable"
