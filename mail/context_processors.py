"""What the navigation menu shows on every page."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Sum
from django.http import HttpRequest

from mail.models import Mailbox


@dataclass(frozen=True, slots=True)
class Navigation:
    unread_count: int
    section: str


_SECTIONS = {
    "people": "people",
    "companies": "companies",
    "options": "options",
    "help": "help",
    "administration": "administration",
}


def navigation(request: HttpRequest) -> dict[str, Navigation]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {}
    unread = getattr(request, "unread_count", None)
    if unread is None:  # a page that has not looked at the folders itself
        inboxes = Mailbox.objects.for_user(request.user).filter(special_use="inbox")
        unread = inboxes.aggregate(total=Sum("unseen_count"))["total"] or 0
    first = request.path.strip("/").partition("/")[0]
    return {"nav": Navigation(unread, _SECTIONS.get(first, "inbox"))}
