"""How often one person may make us connect to servers of their choice.

Without a limit whoever may sign in here could scan a network or try passwords through us.
"""

from __future__ import annotations

import time

from django.core.cache import cache
from django.utils.translation import gettext as _

from crm_inbox.models import User

SEARCHES = (10, 60)
SIGN_INS = (20, 3600)
"""So many in so many seconds. Providers lock accounts out long before."""


def may_search(user: User) -> bool:
    return _may("setup_search", user, *SEARCHES)


def may_sign_in(user: User) -> bool:
    return _may("setup_sign_in", user, *SIGN_INS)


def too_many_sign_ins() -> str:
    return _("You have tried very often. Wait an hour: your provider might lock you out.")


def _may(action: str, user: User, count: int, seconds: int) -> bool:
    """Counts in windows of fixed length; two at once may be counted as one, which is harmless."""
    key = f"limit:{action}:{user.pk}:{int(time.time() // seconds)}"
    cache.add(key, 0, seconds)
    return cache.incr(key) <= count
