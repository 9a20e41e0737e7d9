"""Opening a mailbox, and being told with it what changed since (RFC 7162)."""

from __future__ import annotations

from mail.core.errors import Code, MailError
from mail.core.imap.flag_lines import flags_in
from mail.core.imap.mailbox import Changes, Known, Opened, Selected
from mail.core.imap.uid_set import parse_uid_set
from mail.transport.imap_connection import ImapConnection, mailbox_argument
from mail.transport.imap_selection import Selection

_NUMBER_DIGITS = 19


def open_mailbox(
    connection: ImapConnection, name: str, *, readonly: bool = True, known: Known | None = None
) -> Opened:
    """SELECT or EXAMINE. With *known*, and a server that offers QRESYNC, what changed since.

    Raises MailError(MAILBOX_MISSING) or, when it cannot be used, COMMAND_REFUSED.
    """
    asks = known if known and _resyncs(connection) else None
    command = "EXAMINE" if readonly else "SELECT"
    connection.selection = None  # a refusal leaves none open (RFC 9051 §6.3.2)
    connection.run(command, mailbox_argument(name), *_parameters(connection, asks))
    connection.wire.state = "SELECTED"
    selected = _selected(connection, name)
    connection.selection = Selection(name, selected.uidvalidity)
    # Under another UIDVALIDITY the server ignores what it was told (RFC 7162 §3.2.5.1).
    if asks is None or selected.uidvalidity != asks.uidvalidity or not selected.highestmodseq:
        return Opened(selected)
    return Opened(selected, changes_told(connection))


def changes_told(connection: ImapConnection) -> Changes:
    """What the answer to the last command says of flags and of vanished messages."""
    vanished = b",".join(line for line in connection.told("VANISHED") if isinstance(line, bytes))
    return Changes(flags_in(connection.told("FETCH")), parse_uid_set(vanished))


def _resyncs(connection: ImapConnection) -> bool:
    """Whether QRESYNC is on. It is switched on before the first mailbox is opened (RFC 5161 §3.1),
    and after that a server says VANISHED where it said EXPUNGE."""
    if not connection.offers("QRESYNC") or not connection.offers("ENABLE"):
        return False
    if connection.wire.state == "AUTH" and "QRESYNC" not in connection.enabled:
        connection.run("ENABLE", "QRESYNC")
        told = b" ".join(line for line in connection.told("ENABLED") if isinstance(line, bytes))
        connection.enabled |= frozenset(told.decode("ascii", "replace").upper().split())
    return "QRESYNC" in connection.enabled


def _parameters(connection: ImapConnection, asks: Known | None) -> list[str]:
    if asks:
        return [f"(QRESYNC ({asks.uidvalidity} {asks.highestmodseq}))"]
    # Dovecot tells HIGHESTMODSEQ only to those who ask (RFC 7162 §3.1.8).
    return ["(CONDSTORE)"] if connection.offers("CONDSTORE") else []


def _selected(connection: ImapConnection, name: str) -> Selected:
    uidvalidity = _number(connection, "UIDVALIDITY")
    if not uidvalidity:
        # Without it a uid means nothing (RFC 9051 §2.3.1.1).
        raise MailError(Code.COMMAND_REFUSED, "no UIDVALIDITY", subject=name)
    return Selected(
        uidvalidity=uidvalidity,
        uidnext=_number(connection, "UIDNEXT"),
        exists=_number(connection, "EXISTS"),
        # Some send one that they do not mean (Yahoo): only who offers CONDSTORE counts changes.
        highestmodseq=_number(connection, "HIGHESTMODSEQ") or None
        if connection.offers("CONDSTORE") or connection.offers("QRESYNC")
        else None,
    )


def _number(connection: ImapConnection, kind: str) -> int:
    """The last number told; 0 when there is none or it is none."""
    told = connection.told(kind)[-1:]
    text = told[0] if told and isinstance(told[0], bytes) else b""
    return int(text) if text.isdigit() and len(text) < _NUMBER_DIGITS else 0
