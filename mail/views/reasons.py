"""Why the messages of a list cannot be shown."""

from __future__ import annotations

from collections.abc import Iterable

from mail.models import Quarantined
from mail.models.message import MessageState
from mail.views.list_rows import Listed


def with_reasons(page: list[Listed]) -> list[Listed]:
    """*page*, with the reason in place of the text of what could not be read."""
    unreadable = [row.id for row in page if row.state == MessageState.UNREADABLE]
    if not unreadable:
        return page
    rows = Quarantined.objects.filter(pk__in=unreadable).values_list("pk", "reason")
    reasons = {**dict.fromkeys(unreadable, ""), **dict(rows)}
    return [row._replace(snippet=reasons.get(row.id, row.snippet)) for row in page]


def reason_of(message_id: int) -> str:
    rows: Iterable[str] = Quarantined.objects.filter(pk=message_id).values_list("reason", flat=True)
    return next(iter(rows), "")
