"""Which message opens when the open one leaves its list."""

from __future__ import annotations

from django.db.models import Q

from crm_inbox.models import User
from mail.models import Message
from mail.views.present import inbox_url


def url_beside(user: User, message: Message) -> str:
    """The next older one, at the end of the list the next newer one, else the empty list."""
    rows = Message.objects.for_user(user).in_mailbox(message.mailbox).not_deleted()
    newer = Q(date__gt=message.date) | Q(date=message.date, id__gt=message.id)
    beside = (
        rows.newest_first().older_than(message).first()
        or rows.filter(newer).order_by("date", "id").first()
    )
    return inbox_url(message.mailbox_id, beside.pk if beside else None)
