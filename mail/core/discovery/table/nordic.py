"""Providers of people in the Nordic and Baltic countries."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "YouSee",
        "imap.mail.dk",
        "asmtp.mail.dk:587",
        domains="mail.dk",
    ),
    provider(
        "Jubii",
        "imap.jubii.dk",
        "smtp.jubii.dk",
        domains="""
            mail.jubii.dk jubii.dk jubiimail.dk jubiipost.dk christensen.dk christiansen.dk
            eriksen.dk frandsen.dk frederiksen.dk hansen.dk henningsen.dk henriksen.dk iversen.dk
            jacobsen.dk jakobsen.dk johansen.dk knudsen.dk larsen.dk laursen.dk madsen.dk
            mathiesen.dk mikaelsen.dk mikkelsen.dk mortensen.dk olesen.dk pedersen.dk petersen.dk
            poulsen.dk rasmussen.dk simonsen.dk sorensen.dk svendsen.dk thomsen.dk vestergaard.dk
            123mail.dk 12mail.dk 12move.dk 2senior.dk e-box.dk email.dk e-mail.dk e-postboks.dk
            indbakke.dk maildanmark.dk mailster.dk nospam.dk privatmail.dk privatpost.dk
        """,
        help_urls="""
            da=https://support.jubii.dk/hc/da/articles/200545089-Ops%C3%A6tning-af-e-mail-Andre-klienter
        """,
    ),
    provider("Telenor", "imap.online.no", "smtp.online.no :587", domains="online.no"),
    provider(
        "Telia",
        "mailin.telia.com",
        "mailout.telia.com",
        domains="telia.com",
    ),
    provider(
        "Bahnhof",
        "imap.privat.bahnhof.se",
        "mailout.privat.bahnhof.se",
        domains="bahnhof.se",
    ),
    provider(
        "Inbox.lv",
        "mail.inbox.lv",
        "mail.inbox.lv :587",
        domains="inbox.lv",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
        help_urls="lv=https://help.inbox.lv/?keyword=email_clients_settings",
    ),
    provider(
        "Inbox.lt",
        "mail.inbox.lt",
        "mail.inbox.lt :587",
        domains="inbox.lt",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    provider(
        "Inbox.eu",
        "mail.inbox.eu",
        "mail.inbox.eu :587",
        domains="inbox.eu",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    provider(
        "Inbox.la",
        "mail.inbox.la",
        "mail.inbox.la :587",
        domains="inbox.la",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    provider(
        "mail.ee",
        "mail.ee",
        "mail.ee :587",
        domains="mail.ee",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
        help_urls="et=https://help.mail.ee/?keyword=email_clients_settings",
    ),
)
