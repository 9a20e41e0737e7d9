"""One page of a list of cards in name order, reached from the card before it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic

from django.utils.http import urlencode
from django.utils.translation import get_language

from cards.models.card import CardQuerySet, CardT
from crm_inbox.http import AuthenticatedRequest

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[CardT]):
    """The cards, and where the first and the next page are; "" where there is no other."""

    cards: list[CardT]
    first_url: str
    next_url: str


def page_of(
    request: AuthenticatedRequest, cards: CardQuerySet[CardT], found: CardQuerySet[CardT]
) -> Page[CardT]:
    """The page of *found* that ``?after=`` asks for, in the reader's order.

    *cards* is what the card before it is looked for among: it may itself no longer be found.
    """
    previous = cards.numbered(request.GET.get("after", ""))
    rows = list(found.in_name_order(get_language(), after=previous)[: PAGE_SIZE + 1])
    shown = rows[:PAGE_SIZE]
    is_last = len(rows) <= PAGE_SIZE
    return Page(
        shown,
        first_url=_url(request) if previous else "",
        next_url="" if is_last else _url(request, after=str(shown[-1].pk)),
    )


def _url(request: AuthenticatedRequest, **place: str) -> str:
    query = {key: text for key in ("q",) if (text := request.GET.get(key, "").strip())}
    query |= place
    return f"{request.path}?{urlencode(query)}" if query else request.path
