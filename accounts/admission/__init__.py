"""Whether a server may be asked at this moment, by anybody, in any process.

    admitted ──▶ circuit? ──▶ a token? ──▶ a slot? ──▶ connecting ──▶ opened ──▶ given back
                    │            │           │             │
                    └────────────┴─ NotNow ──┘             └─ a failure of the host is counted

The row of the host is locked while the slot is taken, so the last one is given to one only. All of
it is one short transaction before the connection; none is open while a server is waited for.
"""

from __future__ import annotations

from accounts.admission.asking import Admission, admitted, admitted_for_token
from accounts.admission.host import forget_old, let_one_try, outcome_noted
from accounts.admission.idle import end_idle, keep_idle

__all__ = [
    "Admission",
    "admitted",
    "admitted_for_token",
    "end_idle",
    "forget_old",
    "keep_idle",
    "let_one_try",
    "outcome_noted",
]
