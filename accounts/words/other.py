"""Reading mail, and ourselves."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.MAILBOX_MISSING: (
        _l("A folder is gone"),
        _l("The folder %(subject)s is no longer on the server."),
        _l("We look for it again at the next synchronisation."),
    ),
    Code.COMMAND_REFUSED: (
        _l("%(subject)s refused a request"),
        _l("The server is reached and the password is right, but it said no."),
        _l("We try again by ourselves. If it stays so, tell your administrator."),
    ),
    Code.PROTOCOL: (
        _l("We did not understand %(subject)s"),
        _l("The server's answer does not follow the rules for email."),
        _l("We try again by ourselves. If it stays so, tell your administrator."),
    ),
    Code.SECRET_UNREADABLE: (
        _l("The stored password can no longer be read"),
        _l("The key of this installation changed, or the server settings were changed."),
        _l("Type the password again in Email options."),
    ),
    Code.INTERNAL: (
        _l("Something went wrong on our side"),
        _l("It is not your mail server and not your password."),
        _l("Try again. If it stays so, tell your administrator."),
    ),
}
