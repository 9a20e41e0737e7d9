"""Sending a message."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.SENDER_REFUSED: (
        _l("The server does not let you send from this address"),
        _l("%(subject)s accepts your sign-in, but not your address as the sender."),
        _l("Ask your provider to allow the address for this account."),
    ),
    Code.RECIPIENTS_REFUSED: (
        _l("A recipient was refused"),
        _l("The server does not accept mail for %(subject)s."),
        _l("Check the address and send the message again."),
    ),
    Code.MESSAGE_REFUSED: (
        _l("The message was refused"),
        _l("%(subject)s read the message and does not deliver it."),
        _l("Read what the server said, change the message and send it again."),
    ),
    Code.SENDING_LIMIT: (
        _l("The sending limit is reached"),
        _l("%(subject)s only takes a certain number of messages in a day."),
        _l("The message waits, and we send it when the limit is lifted, usually within a day."),
    ),
    Code.RELAY_DENIED: (
        _l("%(subject)s does not send mail for you"),
        _l("It only passes on mail of its own customers, and does not take you for one."),
        _l("Check the outgoing server and its user name in the advanced settings."),
    ),
    Code.DEFERRED: (
        _l("The message waits"),
        _l("%(subject)s asked us to try again later."),
        _l("We try again by ourselves."),
    ),
    Code.OWN_CARD: (
        _l("Your address is not the first one on your card"),
        _l("Mail can only be sent from %(subject)s when it is the first address on your card."),
        _l("Make it the first address on your card, then send again."),
    ),
}
