"""Which elements of a letter are open while it is written anew.

A small part of the tree construction of the HTML standard (WHATWG HTML §13.2.6): what ends a
paragraph, a list item or a cell, and which end tags do not reach out of a table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mail.core.html.policy import VOID_TAGS

_FORMATTING = frozenset("a b big code em font i s small strike strong tt u".split())
_ENDS_PARAGRAPH = frozenset(
    "address article aside blockquote center details dl div figcaption figure footer h1 h2 h3 h4 "
    "h5 h6 header hr li main nav ol p pre section summary table ul dd dt".split()
)
_ITEMS = {"li": {"li"}, "dd": {"dd", "dt"}, "dt": {"dd", "dt"}}
_ITEM_LIMITS = frozenset("ul ol dl table td th caption".split())
_ROW_PARENTS = frozenset("table tbody thead tfoot".split())
_TABLE_PARENTS = {
    "caption": {"table"}, "colgroup": {"table"}, "col": {"table", "colgroup"},
    "tbody": {"table"}, "thead": {"table"}, "tfoot": {"table"},
    "tr": _ROW_PARENTS, "td": _ROW_PARENTS | {"tr"}, "th": _ROW_PARENTS | {"tr"},
}  # fmt: skip
_SCOPES = frozenset({"table", "td", "th", "caption"})

_REOPENED_LIMIT = 5_000
"""Formatting elements that are opened again after a block ended inside them."""

_TANGLE_LIMIT = 400_000
"""Open formatting elements, summed over all tags: what a browser may have to open again."""


@dataclass(frozen=True, slots=True)
class _Element:
    name: str
    start_tag: str


class OpenElements:
    """Writes tags and text; every end tag it writes fits the innermost open element."""

    def __init__(self, depth_limit: int) -> None:
        self._depth_limit = depth_limit
        self._written: list[str] = []
        self._open: list[_Element] = []
        # How many of each name are open, for each table and cell: an end tag stays inside them.
        self._scopes: list[Counter[str]] = [Counter()]
        self._tables: list[Counter[str]] = []
        self._flattened: Counter[str] = Counter()
        self._formatting = 0
        self._tangle = 0
        self._reopened = 0

    @property
    def was_too_deep(self) -> bool:
        return bool(self._flattened)

    @property
    def is_tangled(self) -> bool:
        return self._tangle > _TANGLE_LIMIT

    def text(self, escaped: str) -> None:
        self._written.append(escaped)

    def start(self, name: str, start_tag: str) -> None:
        self._tangle += self._formatting
        if name in _TABLE_PARENTS and not self._tables:
            return
        if name not in VOID_TAGS and len(self._open) >= self._depth_limit:
            self._flattened[name] += 1
            return
        self._end_what_cannot_hold(name)
        self._written.append(start_tag)
        if name not in VOID_TAGS:
            self._push(_Element(name, start_tag))

    def end(self, name: str) -> None:
        if self._flattened[name] > 0:
            self._flattened[name] -= 1
        elif name == "table" or name in _TABLE_PARENTS:
            if self._tables and (name == "table" or self._tables[-1][name]):
                self._pop_through(name)
        elif self._scopes[-1][name]:
            self._reopen(self._pop_through(name))

    def finished(self) -> str:
        while self._open:
            self._pop()
        return "".join(self._written)

    def _end_what_cannot_hold(self, name: str) -> None:
        if name in _TABLE_PARENTS:
            while self._open[-1].name not in _TABLE_PARENTS[name]:
                self._pop()
            return
        if name == "a" and self._scopes[-1]["a"]:
            self._reopen(self._pop_through("a"))
        if name in _ITEMS:
            self._end_item(name)
        if name in _ENDS_PARAGRAPH and self._scopes[-1]["p"]:
            self._reopen(self._pop_through("p"))

    def _end_item(self, name: str) -> None:
        for element in reversed(self._open):
            if element.name in _ITEMS[name]:
                self._reopen(self._pop_through(element.name))
                return
            if element.name in _ITEM_LIMITS:
                return

    def _push(self, element: _Element) -> None:
        self._open.append(element)
        self._scopes[-1][element.name] += 1
        self._formatting += element.name in _FORMATTING
        if element.name in _SCOPES:
            self._scopes.append(Counter())
            if element.name == "table":
                self._tables.append(self._scopes[-1])

    def _pop(self) -> _Element:
        element = self._open.pop()
        if element.name in _SCOPES:
            scope = self._scopes.pop()
            if self._tables and self._tables[-1] is scope:
                self._tables.pop()
        self._scopes[-1][element.name] -= 1
        self._formatting -= element.name in _FORMATTING
        self._written.append(f"</{element.name}>")
        return element

    def _pop_through(self, name: str) -> list[_Element]:
        """Ends everything up to the innermost *name*; the formatting that this cut short."""
        cut: list[_Element] = []
        while (element := self._pop()).name != name:
            if element.name in _FORMATTING:
                cut.append(element)
        return cut[::-1]

    def _reopen(self, formatting: list[_Element]) -> None:
        if self._reopened + len(formatting) > _REOPENED_LIMIT:
            return
        self._reopened += len(formatting)
        seen: Counter[str] = Counter()
        for element in formatting:
            seen[element.start_tag] += 1
            if seen[element.start_tag] <= 3:  # as browsers do
                self._written.append(element.start_tag)
                self._push(element)
