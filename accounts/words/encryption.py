"""Encryption and certificates."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.TLS_EXPECTED_PLAIN: (
        _l("This port does not begin encrypted"),
        _l("%(subject)s answered without encryption where SSL/TLS was expected."),
        _l("Choose STARTTLS for this server, or another port."),
    ),
    Code.PLAIN_EXPECTED_TLS: (
        _l("This port begins encrypted"),
        _l("%(subject)s waits for SSL/TLS from the first byte, but STARTTLS was chosen."),
        _l("Choose SSL/TLS for this server, or use the port for STARTTLS (143 or 587)."),
    ),
    Code.TLS_NAME_MISMATCH: (
        _l("The certificate belongs to another server"),
        _l("%(subject)s showed a certificate that was not made for this name."),
        _l("Use the server name from your provider's instructions. Your password was not sent."),
    ),
    Code.TLS_EXPIRED: (
        _l("The certificate of %(subject)s has expired"),
        _l("Its operator has to renew it before a safe connection is possible."),
        _l("Tell whoever runs the server. Your password was not sent."),
    ),
    Code.TLS_NOT_YET_VALID: (
        _l("The certificate of %(subject)s is not valid yet"),
        _l("Either its clock or ours is wrong."),
        _l("Ask your administrator to check the clocks. Your password was not sent."),
    ),
    Code.TLS_SELF_SIGNED: (
        _l("%(subject)s made its own certificate"),
        _l("Nobody we trust vouches that this is the right server."),
        _l("Your administrator can add it to the trusted certificates. Nothing was sent."),
    ),
    Code.TLS_UNKNOWN_CA: (
        _l("We do not know who vouches for %(subject)s"),
        _l("Its certificate was issued by an authority that this installation does not trust."),
        _l("Your administrator can add the authority. Your password was not sent."),
    ),
    Code.TLS_TOO_OLD: (
        _l("%(subject)s only speaks outdated encryption"),
        _l(
            "Its encryption can be broken, so we do not send a password through it. "
            "Nothing was sent."
        ),
        _l("Ask whoever runs the server to switch on TLS 1.2 or later."),
    ),
    Code.TLS_PINNED_CHANGED: (
        _l("%(subject)s shows another certificate than the trusted one"),
        _l(
            "Your administrator trusts exactly one certificate for this server, and this is "
            "not it. Nothing was sent."
        ),
        _l(
            "Tell your administrator: either the certificate was renewed, "
            "or somebody stands in between."
        ),
    ),
    Code.TLS_FAILED: (
        _l("No safe connection to %(subject)s"),
        _l("The server and we could not agree on encryption; it may be out of date."),
        _l("Try STARTTLS or another port, or ask whoever runs the server."),
    ),
    Code.STARTTLS_MISSING: (
        _l("%(subject)s did not offer encryption"),
        _l("A password is never sent in the clear, so we stopped. Nothing was sent."),
        _l("Choose SSL/TLS with port 993 or 465."),
    ),
    Code.STARTTLS_REFUSED: (
        _l("%(subject)s refused to encrypt"),
        _l("It offers encryption but did not begin it. Nothing was sent."),
        _l("Choose SSL/TLS with port 993 or 465, or try again later."),
    ),
    Code.PLAINTEXT_FORBIDDEN: (
        _l("No connection without encryption"),
        _l("A password sent to %(subject)s without encryption could be read by others."),
        _l("Choose SSL/TLS or STARTTLS."),
    ),
    Code.PREAUTH: (
        _l("%(subject)s behaves in an unsafe way"),
        _l("It said that we are signed in before we were. Nothing was sent."),
        _l("Tell whoever runs the server."),
    ),
}
