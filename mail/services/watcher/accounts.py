"""Which accounts may be watched, and what tells that one is no longer what it was."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Now

from accounts.models import Credential, EmailAccount, OAuthGrant
from accounts.models.email_account import EmailAccountQuerySet
from mail.core.endpoint import Service

_SEALED = Credential.objects.filter(account=OuterRef("pk"), service=Service.IMAP.value)
_GRANT = OAuthGrant.objects.filter(account=OuterRef("pk"))
_SIGNS_IN_WITH = ("imap_host", "imap_port", "imap_security", "imap_username", "sealed", "grant")


@dataclass(frozen=True, slots=True)
class Watched:
    """*means* stands for server, name and password; another number: something was edited."""

    pk: int
    host: str
    means: int


def watchable() -> EmailAccountQuerySet:
    """Those that were brought once, and whose server has not refused them since."""
    return EmailAccount.objects.readable().filter(synced_at__isnull=False, imap_stopped=False)


def of(owner: str) -> dict[int, Watched]:
    """The accounts that *owner* holds and may watch. One query, whatever their number."""
    mine = watchable().filter(watch__owner=owner, watch__lease_until__gt=Now())
    rows = mine.annotate(
        sealed=Subquery(_SEALED.values("sealed")[:1]), grant=Subquery(_GRANT.values("pk")[:1])
    )
    return {
        pk: Watched(pk, host.lower(), hash((host, *rest)))
        for pk, host, *rest in rows.values_list("pk", *_SIGNS_IN_WITH)
    }


def without_a_watcher(most: int) -> list[int]:
    """Those that nobody watches, the longest-standing ones first."""
    free = Q(watch__isnull=True) | Q(watch__lease_until__isnull=True)
    free |= Q(watch__lease_until__lte=Now())
    rows = watchable().filter(free).order_by(F("pk"))
    return list(rows.values_list("pk", flat=True)[:most])
