"""Providers of people in the United Kingdom, Australia and New Zealand."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

_VIRGIN_HELP = "en=https://www.virginmedia.com/help/broadband/manage-email-account"

TABLE = (
    provider(
        "BT",
        "mail.btinternet.com",
        "mail.btinternet.com",
        domains="btinternet.com btopenworld.com talk21.com",
        help_urls="en=https://www.bt.com/help/email",
    ),
    provider(
        "Virgin Media",
        "imap.virginmedia.com",
        "smtp.virginmedia.com",
        domains="virginmedia.com virgin.com",
        hint=Hint.APP_PASSWORD,
        help_urls=_VIRGIN_HELP,
    ),
    # The companies that Virgin Media grew out of keep their own names for its servers.
    provider(
        "Virgin Media",
        "imap4.virgin.net imap.virginmedia.com",
        "smtp.virgin.net smtp.virginmedia.com",
        domains="virgin.net",
        hint=Hint.APP_PASSWORD,
        help_urls=_VIRGIN_HELP,
    ),
    provider(
        "Virgin Media",
        "imap.ntlworld.com imap.virginmedia.com",
        "smtp.ntlworld.com smtp.virginmedia.com",
        domains="ntlworld.com",
        hint=Hint.APP_PASSWORD,
        help_urls=_VIRGIN_HELP,
    ),
    provider(
        "Virgin Media",
        "imap4.blueyonder.co.uk imap.virginmedia.com",
        "smtp.blueyonder.co.uk smtp.virginmedia.com",
        domains="blueyonder.co.uk",
        hint=Hint.APP_PASSWORD,
        help_urls=_VIRGIN_HELP,
    ),
    provider(
        "Sky",
        "imap.tools.sky.com",
        "smtp.tools.sky.com",
        domains="sky.com",
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "TalkTalk",
        "mail.talktalk.net",
        "smtp.talktalk.net:587",
        domains="""
            talktalk.net tiscali.co.uk lineone.net pipex.com screaming.net tinyonline.co.uk
            tinyworld.co.uk homecall.co.uk homechoice.co.uk onetel.com onetel.net onetel.net.uk
            oneteldsl.net telco4u.net toucansurf.com ukgateway.net worldonline.co.uk
        """,
    ),
    # Every customer of Plusnet has a domain of their own below one of these.
    provider(
        "Plusnet",
        "imap.plus.net",
        "relay.plus.net",
        domains=".plus.com plus.net",
        hint=Hint.OWN_USERNAME,
        help_urls="en=https://www.plus.net/help/email-guides/how-to-set-up-plusnet-email/",
    ),
    provider(
        "Zen",
        "mailhost.zen.co.uk",
        "mailhost.zen.co.uk :587",
        domains="zen.co.uk .zen.co.uk",
        hint=Hint.OWN_USERNAME,
    ),
    provider(
        "Telstra",
        "imap.telstra.com",
        "smtp.telstra.com",
        domains="bigpond.com bigpond.net bigpond.net.au telstra.com",
        help_urls="""
            en=https://www.telstra.com.au/support/category/email/telstra-mail/recommended-email-settings-for-telstra-mail
        """,
    ),
    provider(
        "Optus",
        "mail.optusnet.com.au",
        "mail.optusnet.com.au :587",
        domains="optusnet.com.au",
    ),
    provider("TPG", "mail.tpg.com.au", "mail.tpg.com.au", domains="tpg.com.au"),
    provider(
        "Xtra",
        "imap.xtra.co.nz",
        "send.xtra.co.nz :587",
        domains="xtra.co.nz",
        help_urls="en=https://www.spark.co.nz/help/get-more/xtra/xtra-mail-setup/",
    ),
)
