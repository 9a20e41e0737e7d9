"""What was brought of an account in the last day, where its provider counts that."""

from __future__ import annotations

from django.db.models import Sum

from accounts.database_time import from_now
from accounts.models import EmailAccount
from mail.core.endpoint import Service
from mail.core.sync.allowance import A_DAY, Allowance, allowance
from mail.core.sync.jitter import a_little_after
from mail.core.sync.not_now import NotNow, Why
from mail.core.sync.provider_limits import limits_of
from mail.models import SyncRun


def allowance_of(account: EmailAccount) -> Allowance:
    """For one run. A run that was killed is not counted. Raises NotNow when nothing is left."""
    host = account.login(Service.IMAP).endpoint.host
    per_day = limits_of(host).bytes_per_day
    if per_day is None:
        return Allowance()
    lately = SyncRun.objects.filter(account=account, started_at__gt=from_now(-A_DAY))
    brought = lately.aggregate(brought=Sum("bytes_in"))["brought"] or 0
    allowed = allowance(per_day, brought)
    if allowed.size_bytes == 0:
        raise NotNow(Why.BYTES, a_little_after(allowed.pause), host=host)
    return allowed
