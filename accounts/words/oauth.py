"""Signing in on the provider's own page (RFC 6749)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.OAUTH_RECONNECT: (
        _l("Sign in at %(subject)s again"),
        _l(
            "Our permission to read your mail has ended, for example because you changed "
            "your password."
        ),
        _l(
            "Choose “Sign in” and confirm on the page of your provider. "
            "Your mail here stays as it is."
        ),
    ),
    Code.OAUTH_CONSENT: (
        _l("Your organisation has to approve this program"),
        _l(
            "%(subject)s did not give us permission: it was declined, or only an "
            "administrator may give it."
        ),
        _l("Ask the administrator of your organisation to approve it, then sign in again."),
    ),
    Code.OAUTH_INTERACTION: (
        _l("%(subject)s wants you to confirm the sign-in"),
        _l("It asks for one more step, such as a code on your phone."),
        _l("Sign in again and follow the steps on the page of your provider."),
    ),
    Code.OAUTH_APP_BROKEN: (
        _l("The sign-in with %(subject)s is not set up correctly"),
        _l("The provider does not recognise this installation. It is not your password."),
        _l(
            "Tell your administrator: the client ID, the secret or the redirect address is "
            "wrong or has expired."
        ),
    ),
    Code.OAUTH_WRONG_ACCOUNT: (
        _l("You signed in as somebody else"),
        _l("%(subject)s is not the address you are setting up here."),
        _l("Sign in again and choose the right account, or set up the other address."),
    ),
    Code.OAUTH_SCOPE: (
        _l("A permission is missing"),
        _l(
            "%(subject)s let you sign in, but not let us read and send mail; perhaps a box "
            "was left unticked."
        ),
        _l("Sign in again and leave all permissions for mail ticked."),
    ),
    Code.OAUTH_TEMPORARY: (
        _l("The sign-in page of %(subject)s does not answer right now"),
        _l("The provider has a problem of its own. Nothing is wrong with your account."),
        _l("Try again in a few minutes."),
    ),
    Code.OAUTH_SASL_REJECTED: (
        _l("%(subject)s did not accept our permission"),
        _l(
            "You signed in at your provider, but its mail server refuses that sign-in for "
            "this mailbox."
        ),
        _l("Sign in again. If it stays so, ask whether IMAP is allowed for your mailbox."),
    ),
}
