"""The text of a message that is here already: under another of Gmail's labels, copied, or moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mail.models import Message
from mail.models.message import MessageQuerySet, MessageState
from mail.services.identity import ALIKE, Identity
from mail.services.new_rows import NewText

_ALIKE = (*ALIKE, "internaldate")
"""A copy keeps the moment of arrival (RFC 9051 §6.4.7); what only looks alike has another."""

_TEXT = ("pk", "has_attachments", "snippet", "body__text", "body__html", "body__defects",
         "body__structure")  # fmt: skip


def texts_of_twins(account_id: int, pks: Sequence[int]) -> list[NewText]:
    """The texts of those of *pks* that have a twin whose text is here.

    Never of a draft, of which programs write many that differ in a few letters.
    """
    wanted = _by_identity(Message.rows.filter(pk__in=pks, draft=False))
    here = Message.rows.filter(account_id=account_id, state=MessageState.COMPLETE, draft=False)
    # By values: of a table that has just grown a planner knows too little for a subquery.
    twins = _by_identity(here.filter(content_id__in={str(identity[0]) for identity in wanted}))
    if not twins:
        return []
    copies = {
        pk: twins[identity][0]
        for identity, alike in wanted.items()
        if identity in twins
        for pk in alike
    }
    rows = Message.rows.filter(pk__in=set(copies.values())).values_list(*_TEXT)
    texts = {row[0]: row[1:] for row in rows}
    return [_copied(pk, *texts[twin]) for pk, twin in copies.items()]


def _by_identity(rows: MessageQuerySet) -> dict[Identity, list[int]]:
    found: dict[Identity, list[int]] = {}
    for pk, *identity in rows.values_list("pk", *_ALIKE):
        found.setdefault(tuple(identity), []).append(pk)
    return found


def _copied(
    pk: int,
    has_attachments: bool,
    snippet: str,
    text: str,
    html: str,
    defects: Sequence[str],
    structure: Mapping[str, object],
) -> NewText:
    return NewText(
        pk, MessageState.COMPLETE, 0, has_attachments, snippet, text, html, tuple(defects),
        structure,
    )  # fmt: skip
