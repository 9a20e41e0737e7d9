"""Finding the servers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _l

from mail.core.errors import Code

WORDS = {
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
    Code.PROVIDER_POP_ONLY: (
        _l("%(subject)s offers only POP3"),
        _l("The inbox needs IMAP to keep your folders in step; POP3 can only download."),
        _l("Ask your provider for IMAP, or use an address at a provider that offers it."),
    ),
    Code.PROVIDER_PLAINTEXT_ONLY: (
        _l("%(subject)s offers no encryption"),
        _l("Your password would travel in the clear, where others can read it. We never do that."),
        _l("Ask your provider for an encrypted server (SSL/TLS or STARTTLS)."),
    ),
    Code.GATEWAY_MX: (
        _l("We only found the mail filter of %(subject)s"),
        _l(
            "Mail for this domain passes a filter first, which hides the server that holds "
            "the mailbox."
        ),
        _l("Say where the mailbox is, for example Microsoft 365 or Google, or type its servers."),
    ),
    Code.NOT_FOUND: (
        _l("We did not find the email servers of %(subject)s"),
        _l("We asked the domain itself and tried the usual server names."),
        _l("Type the servers that your provider or administrator gave you."),
    ),
    Code.NEEDS_CONFIRMATION: (
        _l("Is %(subject)s your mail server?"),
        _l(
            "The name was found in a way that others could forge, so your password waits for "
            "your yes."
        ),
        _l("Check the name with your provider or administrator, then confirm it."),
    ),
    Code.BLOCKED_PRIVATE: (
        _l("We may not connect to %(subject)s"),
        _l(
            "For safety, this installation connects only to public mail servers on their "
            "usual ports."
        ),
        _l(
            "Check the server name and the port. "
            "If both are right, your administrator can allow it."
        ),
    ),
}
