"""How a server that many cases share treats one user: another script for a user name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.internet.imap import ImapTalk
    from bench.internet.smtp import SmtpTalk


@dataclass(frozen=True, slots=True)
class Users:
    imap: dict[str, ImapTalk] = field(default_factory=dict)
    smtp: dict[str, SmtpTalk] = field(default_factory=dict)


NOBODY = Users()
