"""What changed for a person: one number that grows, and the last number of each kind.

A page that has seen number 7 and finds *mail* at 9 knows that its list is old. It needs no log of
what happened in between, so a page that was asleep for a week catches up with one row. The number
grows under a row lock that lasts until the commit: whoever sees 9 also sees everything up to 9.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import connection, models
from django.utils import timezone

SEEN_EVERY = timedelta(minutes=1)


class EventName(models.TextChoices):
    MAIL = "mail"
    OUTBOX = "outbox"


_GROW = {
    name: (
        f"UPDATE mail_eventsequence SET number = number + 1, {name.value} = number + 1"  # noqa: S608
        " WHERE user_id = %s"  # our own names
    )
    for name in EventName
}


class EventSequence(models.Model):
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(default=0)
    mail = models.PositiveBigIntegerField(default=0)
    outbox = models.PositiveBigIntegerField(default=0)
    # When a page of the person's was last known to be open, give or take SEEN_EVERY.
    seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"events of user {self.pk}"

    @classmethod
    def grow(cls, user_id: int, name: EventName) -> None:
        if not cls._grow(user_id, name):
            cls.objects.get_or_create(pk=user_id)
            cls._grow(user_id, name)

    @classmethod
    def _grow(cls, user_id: int, name: EventName) -> bool:
        """In words of our own: each unit of mail says this, and the ORM takes longer to find the
        words than the database to do it."""
        with connection.cursor() as cursor:
            cursor.execute(_GROW[name], [user_id])
            return bool(cursor.rowcount)

    @classmethod
    def of(cls, user_id: int) -> Self:
        return cls.objects.filter(pk=user_id).first() or cls(pk=user_id)

    @classmethod
    def note_seen(cls, user_id: int) -> Self | None:
        """The row as it was; None when the person was noted within :data:`SEEN_EVERY`."""
        now, before = timezone.now(), cls.of(user_id)
        if before.seen_at is not None and before.seen_at > now - SEEN_EVERY:
            return None
        if not cls.objects.filter(pk=user_id).update(seen_at=now):
            cls.objects.get_or_create(pk=user_id, defaults={"seen_at": now})
        return before

    def since(self, seen: int) -> list[tuple[int, str]]:
        """(number, name) of what changed after *seen*, oldest first.

        A *seen* that lies ahead is of a database that was replaced by an older copy: everything
        may be different then.
        """
        after = seen if seen <= self.number else 0
        numbers = [(getattr(self, name), name.value) for name in EventName]
        return sorted(pair for pair in numbers if pair[0] > after)
