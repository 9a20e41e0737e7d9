"""A message in a mailbox: a narrow row for the list, and what is read in a second one."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from accounts.models import EmailAccount
from mail.models.mailbox import Mailbox
from mail.models.owned import OwnedQuerySet
from mail.models.thread import Thread


class MessageState(models.TextChoices):
    LISTED = "listed"  # header and structure are here, the text is still to come
    COMPLETE = "complete"
    UNREADABLE = "unreadable"  # a placeholder: the server's record could not be understood


class MessageQuerySet(OwnedQuerySet["Message"]):
    def in_mailbox(self, mailbox: Mailbox) -> Self:
        return self.filter(mailbox=mailbox)

    def not_deleted(self) -> Self:
        """Without what some program has marked for removal and left where it is."""
        return self.filter(deleted=False)

    def newest_first(self) -> Self:
        return self.order_by("-date", "-id")

    def older_than(self, message: Message) -> Self:
        """The rows after *message* in :meth:`newest_first` order (keyset paging)."""
        return self.filter(Q(date__lt=message.date) | Q(date=message.date, id__lt=message.id))

    def not_older_than(self, message: Message) -> Self:
        return self.filter(Q(date__gt=message.date) | Q(date=message.date, id__gte=message.id))


AllMessages = models.Manager.from_queryset(MessageQuerySet)


class PresentMessages(AllMessages["Message"]):
    """What the server still has."""

    def get_queryset(self) -> MessageQuerySet:
        return MessageQuerySet(self.model, using=self._db).filter(gone_at__isnull=True)


class Message(models.Model):
    """Position is (mailbox, uidvalidity, uid); identity is ``content_id``, never the Message-ID,
    which its sender chooses.

    One that the server has no longer stays as it was for a while, out of sight (``gone_at``): it
    may have been moved, or the server may be wrong. ``objects`` finds what is shown, ``rows`` all.

    One that was moved here and not yet there stands in its new folder at a place that no server
    knows: uidvalidity 0 and the negative of its own number, so that the place stays unique.
    """

    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="messages")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="messages")
    uidvalidity = models.BigIntegerField()
    uid = models.BigIntegerField()
    content_id = models.CharField(max_length=64)
    message_id = models.CharField(max_length=998, blank=True, default="")
    subject = models.CharField(max_length=998, blank=True, default="")
    from_name = models.CharField(max_length=320, blank=True, default="")
    from_address = models.CharField(max_length=320, blank=True, default="")
    to_line = models.CharField(max_length=500, blank=True, default="")
    date = models.DateTimeField()
    internaldate = models.DateTimeField()
    size_bytes = models.PositiveBigIntegerField(default=0)
    snippet = models.CharField(max_length=200, blank=True, default="")
    seen = models.BooleanField(default=False)
    answered = models.BooleanField(default=False)
    flagged = models.BooleanField(default=False)
    draft = models.BooleanField(default=False)
    deleted = models.BooleanField(default=False)
    keywords = models.CharField(max_length=2000, blank=True, default="")  # divided by blanks
    has_attachments = models.BooleanField(default=False)
    state = models.CharField(
        max_length=12, choices=MessageState.choices, default=MessageState.LISTED
    )
    failures = models.PositiveSmallIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, blank=True)
    # The server lists it no longer, with so many others that it is shown until that is sure.
    missing_since = models.DateTimeField(null=True, blank=True)
    thread = models.ForeignKey(
        Thread, on_delete=models.SET_NULL, null=True, blank=True, related_name="messages"
    )

    objects = PresentMessages()
    rows = AllMessages["Message"]()

    class Meta:
        base_manager_name = "rows"
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uidvalidity", "uid"], name="one_message_at_a_place"
            )
        ]
        indexes = [
            # Serves the message list and its paging.
            models.Index(fields=["mailbox", "-date", "-id"], name="message_list"),
            # Serves the second pass: texts still to fetch, newest first.
            models.Index(
                fields=["mailbox", "-uid"], name="message_listed", condition=Q(state="listed")
            ),
            # Serves the count of what could not be read: of a folder, and of all (metrics, doctor).
            models.Index(
                fields=["mailbox"], name="message_quarantined", condition=Q(state="unreadable")
            ),
            # Serves the search for a sent message's own copy and for answered originals.
            models.Index(fields=["account", "message_id"], name="message_by_message_id"),
            # Serves finding a message again after a move.
            models.Index(fields=["account", "content_id"], name="message_by_content"),
            # Serves counting, after each change, what is here of what the server has.
            models.Index(
                fields=["mailbox", "uidvalidity"],
                name="message_present",
                condition=Q(gone_at__isnull=True, missing_since__isnull=True),
            ),
            # Serves erasing what has been gone for long.
            models.Index(
                fields=["gone_at"], name="message_gone", condition=Q(gone_at__isnull=False)
            ),
            # Serves what is held back of a folder.
            models.Index(
                fields=["mailbox"], name="message_held", condition=Q(missing_since__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def is_placeless(self) -> bool:
        """Whether the server does not know it at the place where it is shown."""
        return self.uid <= 0


class MessageBody(models.Model):
    """What is read. ``html`` is the sender's own and is sanitised each time it is served."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="body"
    )
    headers = models.JSONField(default=dict)
    structure = models.JSONField(default=dict)
    text = models.TextField(blank=True, default="")
    html = models.TextField(blank=True, default="")
    defects = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"body of message {self.pk}"
