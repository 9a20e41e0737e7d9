"""The only place where a problem's code becomes sentences.

Each code has a title (what happened), an explanation (why) and a next step (what to do now).
``%(subject)s`` is the host, address or provider that the problem is about.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mail.core.endpoint import Service
from mail.core.errors import Code, MailError

Words = tuple[str | Promise, str | Promise, str | Promise]
_l = gettext_lazy

_FIELD = {
    Code.AUTH_FAILED: "password",
    Code.APP_PASSWORD_NEEDED: "password",
    Code.SECRET_UNREADABLE: "password",
    Code.AUTH_TEMPORARY: "password",
    Code.IMAP_DISABLED: "password",
    Code.TOO_MANY_CONNECTIONS: "password",
    Code.REFUSED: "port",
    Code.TIMEOUT: "port",
    Code.WRONG_SERVICE: "port",
    Code.BLOCKED_PORT: "port",
    Code.TLS_EXPECTED_PLAIN: "security",
    Code.STARTTLS_MISSING: "security",
    Code.STARTTLS_REFUSED: "security",
    Code.PLAINTEXT_FORBIDDEN: "security",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem as a person reads it. ``server_said`` is a quotation, shown as such."""

    code: str
    title: str
    explanation: str
    next_step: str
    retry: bool
    server_said: str


def explain(error: MailError) -> Problem:
    """*error* in the reader's language."""
    title, explanation, next_step = _WORDS.get(error.code, _WORDS[Code.INTERNAL])
    names = {"subject": error.subject or _("the mail server")}
    return Problem(
        code=error.code.value,
        title=str(title) % names,
        explanation=str(explanation) % names,
        next_step=str(next_step) % names,
        retry=error.retry,
        server_said=error.server_said,
    )


def faulty_field(error: MailError, service: str) -> str:
    """The name of the form field to mend first, such as ``imap_host``."""
    kind = _FIELD.get(error.code, "host")
    return f"{service or Service.IMAP.value}_{kind}"


def is_about_password(error: MailError) -> bool:
    return _FIELD.get(error.code) == "password"


_WORDS: dict[Code, Words] = {
    Code.ADDRESS_INVALID: (
        _l("This is not an email address"),
        _l("“%(subject)s” does not look like name@company.com."),
        _l("Check the spelling and try again."),
    ),
    Code.DOMAIN_UNKNOWN: (
        _l("We could not find %(subject)s"),
        _l("There is no such domain on the internet."),
        _l("Check the spelling of the address after the @ sign."),
    ),
    Code.DOMAIN_NO_MAIL: (
        _l("%(subject)s does not receive email"),
        _l("The domain exists, but its owner has not set up email for it."),
        _l("Check the spelling of the address, or ask whoever runs the domain."),
    ),
    Code.DNS_FAILED: (
        _l("We could not look up %(subject)s just now"),
        _l("The servers that know where its email lives did not answer."),
        _l("Try again in a minute, or type the servers yourself."),
    ),
    Code.PROVIDER_NO_IMAP: (
        _l("%(subject)s offers no way in for other programs"),
        _l("The inbox reads email over IMAP, and this provider does not offer it."),
        _l("Use an address at a provider that offers IMAP."),
    ),
    Code.NOT_FOUND: (
        _l("We did not find the email servers of %(subject)s"),
        _l("We asked the domain itself and tried the usual server names."),
        _l("Type the servers that your provider or administrator gave you."),
    ),
    Code.BLOCKED_PRIVATE: (
        _l("%(subject)s is an internal address"),
        _l("This installation may only connect to servers on the public internet."),
        _l("Ask your administrator to allow this network."),
    ),
    Code.BLOCKED_PORT: (
        _l("This port is not used for email"),
        _l("The inbox only connects to %(subject)s on the standard ports for email."),
        _l("Use 993 or 143 for incoming and 465 or 587 for outgoing email."),
    ),
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
    Code.TOO_MUCH: (
        _l("%(subject)s sent more than we accept"),
        _l("The answer was larger than any honest answer would be, so we stopped reading."),
        _l("Tell your administrator if it happens again."),
    ),
    Code.TLS_EXPECTED_PLAIN: (
        _l("This port does not begin encrypted"),
        _l("%(subject)s answered without encryption where SSL/TLS was expected."),
        _l("Choose STARTTLS for this server, or another port."),
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
    Code.IMAP_DISABLED: (
        _l("IMAP is switched off for this mailbox"),
        _l("%(subject)s knows the mailbox but does not let programs read it."),
        _l("Switch on IMAP in the settings at your provider, then try again."),
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
    Code.ACCOUNT_LIMIT: (
        _l("You cannot connect another email account"),
        _l("Your administrator has decided how many email accounts one person may connect."),
        _l("Remove one in Email options first, or ask your administrator."),
    ),
    Code.NOT_ON_CARD: (
        _l("%(subject)s is not on your card"),
        _l("A further email account must be one of the addresses on your own card."),
        _l("Add the address to your card, then connect it."),
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
