"""Moving mail and changing folders: what was tried has been put back."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.MAILBOX_FULL: (
        _l("The mailbox is full"),
        _l("The provider keeps no more email for you, and moving needs room as well."),
        _l("Delete what you no longer need, then do it again."),
    ),
    Code.NO_RIGHTS: (
        _l("You may not change this folder"),
        _l("The server lets you read it, but not change what is in it."),
        _l("Ask whoever the folder belongs to, or your administrator."),
    ),
    Code.CHANGE_IMPOSSIBLE: (
        _l("The server cannot do this"),
        _l("It has rules of its own about folders, their names or their messages."),
        _l("Choose another folder or another name."),
    ),
    Code.MAILBOX_NOT_EMPTY: (
        _l("The folder is not empty"),
        _l("There is email in it on the server, perhaps put there a moment ago."),
        _l("Move or delete that email first."),
    ),
}
