"""Hosters with so many servers that only the mail exchanger tells which one is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mail.core.discovery.provider import Hint, Provider, Servers
from mail.core.discovery.server_notation import endpoints
from mail.core.endpoint import Service


@dataclass(frozen=True)
class Family:
    """``pattern`` fits a whole host name. In ``imap`` and ``smtp``, ``{mx}`` stands for that name
    and ``{part}`` for the group in the pattern.

    A pattern must not fit a machine that the hoster lets to a customer, who could get a
    certificate for its name: the password would go there (compare ``NOT_EXCHANGERS``).
    """

    name: str
    pattern: str
    imap: str
    smtp: str
    hint: Hint = Hint.NONE
    example: str = ""

    def member(self, mx_host: str) -> Provider | None:
        """The hoster with the servers that belong to *mx_host*; None for a stranger."""
        match = self._compiled.fullmatch(mx_host)
        if match is None:
            return None
        names = {"mx": mx_host} | match.groupdict()
        imap, *imap_others = endpoints(Service.IMAP, self.imap.format(**names))
        smtp, *smtp_others = endpoints(Service.SMTP, self.smtp.format(**names))
        others = (tuple(imap_others), tuple(smtp_others))
        servers = Servers(imap, smtp, "address", "address", *others)
        return Provider(self.name, servers, hint=self.hint)

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.pattern)
