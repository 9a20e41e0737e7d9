"""The signature of a plain text (RFC 3676 §4.3)."""

from __future__ import annotations

from mail.core.mime.flowed import SIGNATURE


def signed(quoted: str, signature: str) -> str:
    """Room to write, *signature* under its line of two dashes, then *quoted*.

    *quoted* is empty or begins with the empty lines that set it apart.
    """
    if not signature.strip():
        return quoted
    lines = "\n".join(signature.strip().splitlines())
    return f"\n\n{SIGNATURE}\n{lines}{quoted}"
