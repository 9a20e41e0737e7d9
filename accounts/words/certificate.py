"""Words for a certificate that was looked at: they say whose it is, by whom, and until when.

``%(name)s`` is the first name in it, ``%(issuer)s`` who signed it; ``%(begins)s`` and
``%(ends)s`` are dates.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS_WITH_FACTS = {
    Code.TLS_NAME_MISMATCH: (
        _l("The certificate of %(subject)s belongs to %(name)s"),
        _l(
            "The server is there, but its certificate bears another name. "
            "Your password was not sent."
        ),
        _l("If %(name)s is your provider's server, use that name instead of %(subject)s."),
    ),
    Code.TLS_EXPIRED: (
        _l("The certificate of %(subject)s has expired"),
        _l("It ended on %(ends)s. Only the operator of the server can renew it."),
        _l("Tell whoever runs the server. Your password was not sent."),
    ),
    Code.TLS_NOT_YET_VALID: (
        _l("The certificate of %(subject)s is not valid yet"),
        _l("It begins on %(begins)s. Either the clock of that server or ours is wrong."),
        _l("Ask your administrator to check the clocks. Your password was not sent."),
    ),
    Code.TLS_SELF_SIGNED: (
        _l("%(subject)s made its own certificate"),
        _l("It is for %(name)s and signed by %(issuer)s, which nobody we trust vouches for."),
        _l("Your administrator can add it to the trusted certificates. Nothing was sent."),
    ),
    Code.TLS_UNKNOWN_CA: (
        _l("We do not know who vouches for %(subject)s"),
        _l("Its certificate is signed by %(issuer)s, which this installation does not know."),
        _l("Your administrator can add the authority. Your password was not sent."),
    ),
}
