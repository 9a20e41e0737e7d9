"""From an account to a connection that waits for its news."""

from __future__ import annotations

from accounts import connect
from accounts.models import EmailAccount
from mail.core.errors import Code, MailError
from mail.core.imap.mailbox import Selected
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox
from mail.transport.imap_signed_in import SignedIn, hand_over


def take_over(account_id: int, again_s: float) -> tuple[SignedIn, bool]:
    """Sign in, open INBOX and give the connection away; whether something is there that we lack.

    What came before this moment will not be announced, so it is compared; what comes between it
    and the first IDLE is announced then. Raises MailError, MAILBOX_MISSING while no
    INBOX is known.
    """
    account = EmailAccount.objects.filter(pk=account_id).first()
    inbox = Mailbox.objects.filter(account_id=account_id).with_use(SpecialUse.INBOX)
    name = inbox.values_list("name", flat=True).first()
    if account is None or name is None:
        raise MailError(Code.MAILBOX_MISSING)
    with connect.imap_session(account, connect.Purpose.IDLE) as session:
        selected = session.select(name)
        taken = hand_over(session, again_s)
    return taken, _differs(inbox.first(), selected)


def _differs(inbox: Mailbox | None, now: Selected) -> bool:
    if inbox is None:
        return False
    known = (inbox.uidvalidity, inbox.uidnext, inbox.exists)
    if known != (now.uidvalidity, now.uidnext, now.exists):
        return True
    return now.highestmodseq is not None and now.highestmodseq != inbox.highestmodseq
