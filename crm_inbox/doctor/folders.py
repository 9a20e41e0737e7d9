"""Folders of which not everything is here, for longer than a synchronisation takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q

from accounts.database_time import from_now
from mail.models import Mailbox

LONG = timedelta(days=1)
NOT_COMPARED_FOR = timedelta(days=3)
"""Two nights may be missed, by a machine that was off or a mailbox that is still being fetched."""


def folders() -> Iterator[str]:
    late = Q(account__imap_problem_code="", reconciled_at__lt=from_now(-NOT_COMPARED_FOR))
    found = Mailbox.objects.shown().aggregate(
        held=Count("pk", filter=Q(held_count__gt=0, held_is_kept=False)),
        long=Count("pk", filter=Q(held_count=0, out_of_order_since__lt=from_now(-LONG))),
        late=Count("pk", filter=late),
    )
    for name, number in found.items():
        if number:
            yield _SENTENCES[name].format(number=number)


_SENTENCES = {
    "held": (
        "Folders from which so much vanished at once that it is held back ({number}): their "
        "owners are asked in the inbox. Many at the same time is a fault of the mail server."
    ),
    "long": (
        "Folders of which something has been missing for more than a day ({number}): their owners "
        "see what it is under “Folders”; “manage.py sync ADDRESS --full” compares an account now."
    ),
    "late": (
        "Folders that have not been compared as a whole for three days ({number}): see with "
        "“manage.py sync ADDRESS --full” what stands in the way."
    ),
}
