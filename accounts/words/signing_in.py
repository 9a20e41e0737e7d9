"""Signing in with a password."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
    Code.AUTH_FAILED: (
        _l("The user name or password was not accepted"),
        _l("%(subject)s was reached safely, but refused the sign-in."),
        _l("Type the password again. Some providers need an app password or IMAP switched on."),
    ),
    Code.AUTH_TEMPORARY: (
        _l("%(subject)s cannot check passwords right now"),
        _l("Your password may well be right; the server has a problem of its own."),
        _l("Try again in a few minutes."),
    ),
    Code.APP_PASSWORD_NEEDED: (
        _l("An app password is needed"),
        _l("%(subject)s accepts only a password made for programs, not the one you sign in with."),
        _l("Create an app password in your account at the provider and type it here."),
    ),
    Code.OAUTH_NEEDED: (
        _l("%(subject)s accepts no passwords from programs"),
        _l("The provider only lets programs in after a sign-in on its own page."),
        _l("Ask your administrator whether this sign-in is set up for your company."),
    ),
    Code.WEB_LOGIN_NEEDED: (
        _l("The provider stopped this sign-in"),
        _l("%(subject)s wants to know that it is really you before it lets a new program in."),
        _l("Sign in to your mail in a web browser, confirm that it was you, then try again here."),
    ),
    Code.ACCOUNT_BLOCKED: (
        _l("%(subject)s has blocked this mailbox"),
        _l("The provider has closed or locked it; the password is not the reason."),
        _l("Sign in at your provider in a web browser, or ask its support to unlock the mailbox."),
    ),
    Code.PASSWORD_EXPIRED: (
        _l("Your password has expired"),
        _l("%(subject)s wants you to choose a new password first."),
        _l("Change the password at your provider, then type the new one here."),
    ),
    Code.NOT_PERMITTED: (
        _l("You may not use this mailbox from here"),
        _l("%(subject)s knows you, but its rules do not let you in this way."),
        _l("Ask whoever runs your email to allow your mailbox for programs like this one."),
    ),
    Code.IMAP_DISABLED: (
        _l("IMAP is switched off for this mailbox"),
        _l("%(subject)s knows the mailbox but does not let programs read it."),
        _l("Switch on IMAP in the settings at your provider, then try again."),
    ),
    Code.SMTP_DISABLED: (
        _l("Sending is switched off for this mailbox"),
        _l("%(subject)s does not let programs send from it, whatever the password."),
        _l("Ask your administrator at the provider to allow authenticated SMTP for your mailbox."),
    ),
    Code.LOCKED_OUT: (
        _l("Too many attempts to sign in"),
        _l("%(subject)s has closed the door for a while, also for the right password."),
        _l("Wait 30 minutes before you try again. Every attempt before that makes it longer."),
    ),
    Code.RATE_LIMITED: (
        _l("%(subject)s has paused this mailbox"),
        _l("More was read from it in a day than the provider allows."),
        _l("Nothing is lost: we go on by ourselves as soon as the pause is over, within a day."),
    ),
    Code.AUTH_UNSUPPORTED: (
        _l("No common way to sign in"),
        _l("%(subject)s offers no kind of sign-in that we can use."),
        _l("Check the port and the security, or ask whoever runs the server."),
    ),
    Code.TOO_MANY_CONNECTIONS: (
        _l("Too many programs use this mailbox"),
        _l("%(subject)s limits how many may be connected at once."),
        _l("Close another email program, or wait: we try again by ourselves."),
    ),
}
