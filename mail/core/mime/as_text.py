"""A message as it came, made fit to be read as text."""

from __future__ import annotations


def source_as_text(raw: bytes) -> str:
    """*raw* as UTF-8, else as Latin-1, in lines; what cannot be printed is a replacement sign.

    Whatever comes in, the store takes what comes out.
    """
    lines = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c if c.isprintable() or c in "\n\t" else "\ufffd" for c in lines)


def _decoded(raw: bytes) -> str:
    for end in range(4):  # the last character may have been cut
        try:
            return raw[: len(raw) - end].decode("utf-8")
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
