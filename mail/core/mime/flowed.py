"""format=flowed undone (RFC 3676): soft line breaks joined, space stuffing removed."""

from __future__ import annotations

SIGNATURE = "-- "


def unflow(text: str, *, delsp: bool = False) -> str:
    """*text* (lines end in ``\\n``) with each flowed paragraph on one line, quote marks kept."""
    paragraphs: list[str] = []
    open_line: list[str] = []
    open_depth = 0
    for line in text.split("\n"):
        depth, content = _split_quote(line)
        if open_line and (depth != open_depth or content == SIGNATURE):
            paragraphs.append(_quoted(open_depth, open_line))
            open_line = []
        flows = content.endswith(" ") and content != SIGNATURE
        open_line.append(content[:-1] if flows and delsp else content)
        open_depth = depth
        if not flows:
            paragraphs.append(_quoted(depth, open_line))
            open_line = []
    if open_line:
        paragraphs.append(_quoted(open_depth, open_line))
    return "\n".join(paragraphs)


def _split_quote(line: str) -> tuple[int, str]:
    content = line.lstrip(">")
    return len(line) - len(content), content.removeprefix(" ")


def _quoted(depth: int, pieces: list[str]) -> str:
    content = "".join(pieces)
    return f"{'>' * depth} {content}" if depth else content
