"""The folders that a click needs without naming them; made on first use where there is none."""

from __future__ import annotations

from mail.core.imap.folder_name import below_inbox, joined
from mail.core.imap.special_use import SpecialUse
from mail.models import Mailbox
from mail.services.actions.folders import make_row

_NAMES = {
    SpecialUse.TRASH: "Trash",
    SpecialUse.JUNK: "Junk",
    SpecialUse.ARCHIVE: "Archive",
}
"""Known to every mail program, which then shows them in its person's language, as we do."""


def folder_for(account_id: int, use: SpecialUse) -> Mailbox:
    """The folder of *use*; a new one, which the server is told of before any mail moves there.

    Raises Mailbox.DoesNotExist for INBOX when nothing has been synchronised yet.
    """
    rows = Mailbox.objects.filter(account=account_id)
    found = rows.with_use(use).on_server().first()
    if found is not None:
        return found
    if use is SpecialUse.INBOX:
        return rows.get(special_use=use.value)
    names = list(rows.values_list("name", flat=True))
    delimiter = rows.exclude(delimiter="").values_list("delimiter", flat=True).first() or ""
    name = joined(below_inbox(names, delimiter), delimiter, _NAMES[use])
    same = rows.filter(name=name, selectable=True).first()
    return same or make_row(account_id, name, delimiter, use)
