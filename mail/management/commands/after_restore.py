"""``manage.py after_restore``: once, on a database from a backup, before anything else starts."""

from __future__ import annotations

from typing import Any

from django.core.management import BaseCommand

from mail.core.errors import Code
from mail.models import OutgoingMessage
from mail.models.outgoing import OutgoingState

WAITING = (OutgoingState.QUEUED, OutgoingState.DEFERRED, OutgoingState.SENDING)


class Command(BaseCommand):
    help = "Keep mail that waited in a restored backup from being sent a second time."

    def handle(self, *args: Any, **options: Any) -> None:
        """What waited at the time of the backup has most likely been sent since.

        It becomes *may have been sent*: looked for in the provider's Sent folder with the next
        message of that account, and sent again only when its owner says so.
        """
        held = OutgoingMessage.objects.filter(state__in=WAITING).update(
            state=OutgoingState.IN_DOUBT, problem_code=Code.DROPPED
        )
        self.stdout.write(f"Messages that waited, now marked “may have been sent”: {held}.")
