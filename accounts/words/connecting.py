"""Reaching a server."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.HOST_UNRESOLVED: (
        _l("There is no server called %(subject)s"),
        _l("The name does not exist on the internet."),
        _l("Check the spelling of the server name."),
    ),
    Code.REFUSED: (
        _l("%(subject)s does not answer on this port"),
        _l("The server is there, but nothing listens on the port that was typed."),
        _l("Usual ports are 993 or 143 for incoming and 465 or 587 for outgoing email."),
    ),
    Code.TIMEOUT: (
        _l("%(subject)s did not answer in time"),
        _l("The port may be wrong, or a firewall between us and the server blocks it."),
        _l("Check the port, then try again. If it stays so, ask your administrator."),
    ),
    Code.EGRESS_BLOCKED: (
        _l("This installation cannot open a connection on this port"),
        _l(
            "Every server we asked on this port stayed silent, %(subject)s among them. "
            "Hosting companies often block ports for email."
        ),
        _l(
            "Ask your administrator to open ports 465 and 587 (sending) and 993 (reading) outwards."
        ),
    ),
    Code.UNREACHABLE: (
        _l("We cannot reach %(subject)s"),
        _l("There is no way through the network to this server at the moment."),
        _l("Try again in a minute. If it stays so, ask your administrator."),
    ),
    Code.WRONG_SERVICE: (
        _l("This port belongs to another service"),
        _l("%(subject)s answered, but not as a server for this kind of email."),
        _l("Use 993 or 143 for incoming (IMAP) and 465 or 587 for outgoing (SMTP) email."),
    ),
    Code.DROPPED: (
        _l("%(subject)s ended the connection"),
        _l("The server hung up in the middle. Nothing is lost."),
        _l("We try again by ourselves."),
    ),
    Code.BUSY: (
        _l("%(subject)s is busy"),
        _l("The server is overloaded, or refuses connections from us for the moment."),
        _l("We try again by ourselves."),
    ),
    Code.IP_BLOCKED: (
        _l("%(subject)s refuses connections from us"),
        _l(
            "It turns away the internet address of this installation, often because of a "
            "block list. It is not your password."
        ),
        _l("Ask your administrator to have the address of this installation unblocked."),
    ),
    Code.TOO_MUCH: (
        _l("%(subject)s sent more than we accept"),
        _l("The answer was larger than any honest answer would be, so we stopped reading."),
        _l("Tell your administrator if it happens again."),
    ),
}
