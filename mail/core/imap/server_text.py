"""A server's words as text, whatever character set it wrote them in."""

from __future__ import annotations


def server_text(raw: bytes) -> str:
    """*raw* as UTF-8, else as Chinese providers write (QQ, 163), else as Latin-1.

    GB 2312 wants every high byte in a pair, which Western text all but never has; the larger
    GB 18030 would also take a lone ``ø`` with the letter after it.
    """
    for charset in ("utf-8", "gb2312"):
        try:
            return raw.decode(charset)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")
