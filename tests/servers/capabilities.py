"""Worlds whose Dovecot hides what it can do, as older servers cannot."""

from __future__ import annotations

from tests.servers.world import MailWorld

_PLAIN = "IMAP4rev1 SASL-IR LITERAL+ ID ENABLE IDLE NAMESPACE UIDPLUS UNSELECT MOVE"


class OnlyCondstore(MailWorld):
    """Counts modifications and does not tell what vanished; lists folders without their counts."""

    def _settings(self) -> str:
        return f"imap_capability = {_PLAIN} LIST-EXTENDED SPECIAL-USE CONDSTORE ESEARCH\n"


class Plain(MailWorld):
    """RFC 3501 and hardly more."""

    def _settings(self) -> str:
        return f"imap_capability = {_PLAIN}\n"
