"""Templates: every visible word goes through gettext, and nothing breaks the page's policy.

Prints one line for each finding; exit status 1 if there is any.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Words that are the same in every language.
NAMES = {"CRM Inbox", "·", "↑", "↓", "…", "@", ":", "—", "?", "(", ")", "+"}
VISIBLE_ATTRIBUTES = {"title", "alt", "placeholder", "aria-label", "aria-description", "label"}

COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
TRANSLATED = re.compile(
    r"{%\s*blocktranslate\b.*?{%\s*endblocktranslate\s*%}|{%\s*translate\b.*?%}", re.DOTALL
)
# A block whose name ends in _class holds the value of a class attribute.
CLASSES = re.compile(r"{%\s*block \w+_class\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
LETTER = re.compile(r"[^\W\d_]")


def main() -> int:
    findings = [f for path in sorted((ROOT / "templates").rglob("*.html")) for f in check(path)]
    print("\n".join(findings), end="\n" if findings else "")
    return 1 if findings else 0


def check(path: Path) -> Iterator[str]:
    for line, text in literal_texts(path.read_text()):
        yield f"{path.relative_to(ROOT)}:{line}: {text}"


def literal_texts(source: str) -> list[tuple[int, str]]:
    """(line, finding) for visible text outside gettext and for markup the policy would refuse."""
    bare = COMMENT.sub(blank, source)
    bare = TRANSLATED.sub(blank, bare)
    bare = CLASSES.sub(blank, bare)
    bare = TAG.sub(blank, bare)
    page = _Page()
    page.feed(bare)
    page.close()
    return page.findings


def blank(match: re.Match[str]) -> str:
    """As many lines, no words; so that line numbers stay true."""
    return "\n" * match.group().count("\n")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.findings: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in VISIBLE_ATTRIBUTES and self._is_word(value or ""):
                self._note(f"{name} outside gettext: {value!r}")
            if name == "style" or name.startswith(("on", "hx-on")):
                self._note(f"{name} is refused by the content security policy")
            if name == "hx-vals" and "js:" in (value or ""):
                self._note("hx-vals must not evaluate a script")
            if name == "hx-trigger" and "[" in (value or ""):
                self._note("hx-trigger must not hold a filter")
        if tag in {"script", "style"} and "src" not in dict(attrs):
            self._note(f"inline <{tag}> is refused by the content security policy")

    def handle_data(self, data: str) -> None:
        if self._is_word(data):
            self._note(f"text outside gettext: {data.strip()!r}")

    def _is_word(self, text: str) -> bool:
        return bool(LETTER.search(text)) and text.strip() not in NAMES

    def _note(self, finding: str) -> None:
        self.findings.append((self.getpos()[0], finding))


if __name__ == "__main__":
    sys.exit(main())
