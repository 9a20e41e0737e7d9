"""The submission side of the sample mailbox (RFC 6409): sign in first, nothing leaves the machine.

Mail to the owner lands in INBOX; mail to anyone else is kept as one ``.eml`` file in "outside".
"""

from __future__ import annotations

import asyncio
import secrets
from datetime import UTC, datetime
from email.utils import format_datetime

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from crm_inbox.sample.maildir import put
from crm_inbox.sample.owner import Owner

_MAX_MESSAGE_BYTES = 50 * 1024 * 1024
_SIGN_IN_FIRST = "530 5.7.0 Authentication required"


def smtp_connection(owner: Owner, loop: asyncio.AbstractEventLoop) -> SMTP:
    """The protocol of one new connection."""
    # aiosmtpd warns aloud when auth_required meets a plain connection; _Desk requires it itself.
    return SMTP(
        _Desk(owner),
        hostname="localhost",
        ident="Sample mailbox",
        loop=loop,
        data_size_limit=_MAX_MESSAGE_BYTES,
        enable_SMTPUTF8=True,
        auth_require_tls=False,
        authenticator=_Desk(owner).check,
    )


class _Desk:
    def __init__(self, owner: Owner) -> None:
        self._owner = owner

    def check(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object
    ) -> AuthResult:
        password = self._owner.password.encode()
        right = (
            isinstance(given, LoginPassword)
            and given.login == self._owner.address.encode()
            and secrets.compare_digest(given.password, password)
        )
        return AuthResult(success=right, handled=False)

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not session.authenticated:
            return _SIGN_IN_FIRST
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        now = datetime.now(UTC)
        inside = [to for to in envelope.rcpt_tos if to.lower() == self._owner.address]
        outside = [to for to in envelope.rcpt_tos if to.lower() != self._owner.address]
        if inside:
            raw = _traced(content, envelope.mail_from, inside[:1], now)
            put(self._owner.mailbox, raw, part="new", info="", when=now.timestamp())
        if outside:
            self._keep_outside(_traced(content, envelope.mail_from, outside, now), now)
        return "250 2.0.0 Kept on this machine"

    def _keep_outside(self, raw: bytes, now: datetime) -> None:
        self._owner.outside.mkdir(exist_ok=True)
        name = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
        draft = self._owner.outside / f".{name}"
        draft.write_bytes(raw)
        draft.rename(self._owner.outside / f"{name}.eml")


def _traced(content: bytes, sender: str | None, to: list[str], now: datetime) -> bytes:
    """*content* below the trace of its last hop (RFC 5321 §4.4)."""
    trace = (
        f"Return-Path: <{sender or ''}>\r\n"
        f"Delivered-To: {', '.join(to)}\r\n"
        f"Received: from localhost by localhost with ESMTPA id {secrets.token_hex(6)};\r\n"
        f" {format_datetime(now)}\r\n"
    )
    return trace.encode() + content
