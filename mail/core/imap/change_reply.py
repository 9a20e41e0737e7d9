"""What a server means that refuses a change of messages or folders (RFC 9051 §7.1, RFC 5530)."""

from __future__ import annotations

import re

from mail.core.errors import Code
from mail.core.imap.login_reply import command_problem

_CODE = re.compile(r"\[([A-Z0-9-]+)[^\]]*\]", re.IGNORECASE)

_MEANS = {
    "OVERQUOTA": Code.MAILBOX_FULL,
    "NOPERM": Code.NO_RIGHTS,
    "READ-ONLY": Code.NO_RIGHTS,
    "CANNOT": Code.CHANGE_IMPOSSIBLE,
    "LIMIT": Code.CHANGE_IMPOSSIBLE,
    "HASCHILDREN": Code.CHANGE_IMPOSSIBLE,
    "TRYCREATE": Code.MAILBOX_MISSING,
    "NONEXISTENT": Code.MAILBOX_MISSING,
    # A change that would do what is done already, told apart by looking at the folders.
    "ALREADYEXISTS": Code.COMMAND_REFUSED,
    "INUSE": Code.BUSY,
    "UNAVAILABLE": Code.BUSY,
}

REFUSED = frozenset(
    {
        Code.COMMAND_REFUSED,
        Code.MAILBOX_MISSING,
        Code.MAILBOX_FULL,
        Code.NO_RIGHTS,
        Code.CHANGE_IMPOSSIBLE,
        Code.MAILBOX_NOT_EMPTY,
    }
)
"""The server will say the same tomorrow: such a change is put back and holds up no other."""

OF_THE_FOLDER = frozenset({Code.MAILBOX_MISSING, Code.NO_RIGHTS})
"""What is refused for one message of a folder is refused for all of them."""


def change_problem(text: str, host: str) -> Code:
    """The code for a refusal with *text*. Unlike after a sign-in, a right that is missing is
    about a folder and stops nothing else."""
    found = _CODE.search(text)
    code = _MEANS.get(found[1].upper()) if found else None
    return code or command_problem(text, host)
