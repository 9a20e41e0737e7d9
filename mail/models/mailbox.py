"""A mailbox of the server; on the screen it is called a folder."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from accounts.models import EmailAccount
from mail.core.imap.folder_name import DISPLACED, as_it_was
from mail.core.imap.special_use import SpecialUse
from mail.core.imap.written_name import readable
from mail.models.folder_progress import FolderProgress
from mail.models.folder_standing import IN_ORDER, FolderStanding
from mail.models.owned import OwnedQuerySet

# Folders that everybody looks for stand first, in this order; then the rest by name.
FIRST = [SpecialUse.INBOX, SpecialUse.DRAFTS, SpecialUse.SENT, SpecialUse.ARCHIVE]
LAST = [SpecialUse.JUNK, SpecialUse.TRASH]


class MailboxQuerySet(OwnedQuerySet["Mailbox"]):
    def shown(self) -> MailboxQuerySet:
        """One that vanished from the server stays as long as its messages are held back."""
        is_there = Q(vanished_at__isnull=True) | Q(held_count__gt=0)
        return self.filter(is_there, selectable=True)

    def on_server(self) -> MailboxQuerySet:
        """Where something can be put."""
        there = self.filter(vanished_at__isnull=True, selectable=True)
        return there.exclude(name__startswith=DISPLACED)

    def in_order(self) -> MailboxQuerySet:
        return self.filter(IN_ORDER)

    def out_of_order(self) -> MailboxQuerySet:
        return self.shown().exclude(IN_ORDER)

    def with_use(self, use: SpecialUse) -> MailboxQuerySet:
        return self.filter(special_use=use.value)


class Mailbox(FolderStanding, FolderProgress):
    account = models.ForeignKey(EmailAccount, on_delete=models.CASCADE, related_name="mailboxes")
    # Names the folder in every command; as people read it: ``known_as``.
    name = models.CharField(max_length=1000)
    delimiter = models.CharField(max_length=4, blank=True, default="")
    special_use = models.CharField(max_length=12, blank=True, default="")
    selectable = models.BooleanField(default=True)
    subscribed = models.BooleanField(default=True)
    # MAILBOXID (RFC 8474), which outlives a rename; empty where the server has none.
    mailbox_id = models.CharField(max_length=255, blank=True, default="")
    uidvalidity = models.BigIntegerField(default=0)
    # What the server said when everything up to then was stored: unchanged means nothing to do.
    uidnext = models.BigIntegerField(default=0)
    highestmodseq = models.BigIntegerField(default=0)
    exists = models.PositiveIntegerField(default=0)
    # Of ``exists``, what the server counts but does not list, or what is not wanted here. Below
    # zero where it lists more than it counts.
    not_held = models.IntegerField(default=0)
    # The newest message row when the folder was last found as it is here: what vanishes from it
    # and is like a newer row was moved there.
    seen_until = models.BigIntegerField(default=0)
    # How often in a row the server numbered all its messages anew.
    uidvalidity_changes = models.PositiveSmallIntegerField(default=0)
    # Only mail that came from that day on is held; none: everything.
    since = models.DateField(null=True, blank=True)
    # Why the folder cannot be opened, while it cannot.
    problem_code = models.CharField(max_length=40, blank=True, default="")
    server_said = models.CharField(max_length=500, blank=True, default="")
    # Of the inbox, for its account: folders that the server lists and that cannot be held here.
    folders_left_out = models.PositiveIntegerField(default=0)
    # Counters kept by ingest, so that no page counts rows.
    stored_count = models.PositiveIntegerField(default=0)
    unseen_count = models.PositiveIntegerField(default=0)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="one_mailbox_of_a_name")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def use(self) -> SpecialUse | None:
        return SpecialUse(self.special_use) if self.special_use else None

    @property
    def is_inbox(self) -> bool:
        return self.special_use == SpecialUse.INBOX.value

    @property
    def is_in_order(self) -> bool:
        """The same as :data:`IN_ORDER`, of the row as it was read."""
        differs = self.is_behind or self.short_by or self.held_count or self.vanished_at
        return not differs and not self.problem_code and self.compared_at is not None

    @property
    def is_on_server(self) -> bool:
        return self.vanished_at is None and not self.name.startswith(DISPLACED)

    @property
    def known_as(self) -> str:
        """The name that a person knows, also when another folder has taken it since, or when its
        octets are no name."""
        return readable(as_it_was(self.name), self.delimiter)

    @property
    def sort_key(self) -> tuple[int, str]:
        if self.use in FIRST:
            return FIRST.index(self.use), ""
        if self.use in LAST:
            return 1000 + LAST.index(self.use), ""
        return 100, self.known_as.casefold()

    @property
    def last_name(self) -> str:
        """The name without its parents."""
        name = self.known_as
        return name.rsplit(self.delimiter, 1)[-1] if self.delimiter else name
