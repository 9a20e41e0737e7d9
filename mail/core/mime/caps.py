"""How much of a message we are willing to read. Mail beyond a cap is cut and carries a defect.

The figures come from measurements on hostile messages: each keeps one message well under a
second of CPU and a few times its own size of memory, and none is met by mail people write.
"""

from __future__ import annotations

MESSAGE_LIMIT = 50 * 1024 * 1024
"""Bytes of a whole message. Twice what large providers accept; beyond it only headers are read."""

HEADER_BLOCK_LIMIT = 512 * 1024
"""Bytes of one header block. Servers commonly refuse more than 64 to 256 KB."""

HEADER_LIMIT = 64 * 1024
"""Bytes of one unstructured header. A References line of 800 ids still fits."""

HEADER_COUNT_LIMIT = 5_000
"""Fields in one header block. Long forwarding chains reach a few hundred."""

PART_LIMIT = 1_000
"""Leaves of one message. A mail with a hundred photographs has about a hundred."""

DEPTH_LIMIT = 64
"""Nesting of multiparts. Far below the interpreter's recursion limit, far above real mail."""

ADDRESS_COUNT_LIMIT = 2_000
"""Addresses parsed in one field. The rest is counted, not read."""

ADDRESS_CHARACTERS_LIMIT = 320
"""Characters of an addr-spec as shown: RFC 3696 errata's 64 + 1 + 255."""

NAME_LIMIT = 256
"""Characters of a display name: more is never a name."""

TEXT_LIMIT = 1024 * 1024
"""Bytes of readable text kept, for each of plain text and HTML. A novel."""

REFERENCES_LIMIT = 100
"""Message ids kept from References: the first, which names the thread, and the latest."""

MESSAGE_ID_LIMIT = 900
"""Characters of a message id: what fits on one line of a header (RFC 5322 §2.1.1)."""

FILENAME_LIMIT = 120
"""Characters of an attachment's name: fits every file system beside a folder path."""

PARAMETER_SEGMENTS_LIMIT = 500
"""Continuations of one parameter (RFC 2231 §3)."""

BASE64_RUNS_LIMIT = 10_000
"""Separately padded runs in one base64 body. Encoders that pad every line stay below it."""
