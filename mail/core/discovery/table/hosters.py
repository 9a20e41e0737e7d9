"""Hosters of people's own domains all over the world, found by the mail exchanger."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "Rackspace",
        "secure.emailsrvr.com :143",
        "secure.emailsrvr.com :587",
        domains="emailsrvr.com reagan.com",
        mx=".emailsrvr.com",
        spf="emailsrvr.com",
        autodiscover="autodiscover.emailsrvr.com",
    ),
    provider(
        "GoDaddy",
        "imap.secureserver.net",
        "smtpout.secureserver.net",
        domains="secureserver.net",
        mx=".secureserver.net",
        spf="secureserver.net",
        autodiscover="autodiscover.secureserver.net",
    ),
    provider(
        "Namecheap Private Email",
        "mail.privateemail.com",
        "mail.privateemail.com :587",
        domains="privateemail.com",
        mx=".privateemail.com",
        spf="spf.privateemail.com",
        help_urls="""
            en=https://www.namecheap.com/support/knowledgebase/article.aspx/1179/2175/general-private-email-configuration-for-mail-clients-and-mobile-devices/
        """,
    ),
    provider(
        "Hostinger",
        "imap.hostinger.com :143",
        "smtp.hostinger.com :587",
        domains="hostinger.com",
        mx=".hostinger.com .hostinger.in .hostinger.co.uk .hostinger.com.br",
        spf="_spf.mail.hostinger.com",
    ),
    provider(
        "Titan",
        "imap.titan.email",
        "smtp.titan.email :587",
        domains="titan.email",
        mx=".titan.email",
        hint=Hint.ENABLE_IMAP,
        spf="spf.titan.email",
    ),
    provider(
        "Flock",
        "imap.flockmail.com",
        "smtp.flockmail.com :587",
        mx=".flockmail.com",
        spf="spf.flockmail.com",
    ),
    provider(
        "DreamHost",
        "imap.dreamhost.com",
        "smtp.dreamhost.com :587",
        mx=".dreamhost.com",
        spf="netblocks.dreamhost.com",
        help_urls="""
            en=https://help.dreamhost.com/hc/en-us/articles/214918038-Email-client-configuration-overview
        """,
    ),
    provider(
        "OpenSRS",
        "mail.hostedemail.com",
        "mail.hostedemail.com :587",
        mx=".hostedemail.com",
        spf="_spf.hostedemail.com",
    ),
    provider(
        "OpenSRS",
        "mail.b.hostedemail.com",
        "mail.b.hostedemail.com :587",
        mx=".b.hostedemail.com",
    ),
    provider(
        "Open-Xchange Cloud",
        "imap.us.appsuite.cloud :143",
        "smtp.us.appsuite.cloud:587",
        domains="cloudus.xion.oxcs.net",
        mx=".cloudus.oxcs.net .cloudus.xion.oxcs.net",
    ),
    provider(
        "Open-Xchange Cloud",
        "imap.eu.appsuite.cloud :143",
        "smtp.eu.appsuite.cloud:587",
        domains="cloudeu.xion.oxcs.net",
        mx=".cloudeu.oxcs.net .cloudeu.xion.oxcs.net",
    ),
    provider(
        "Locaweb",
        "email-ssl.com.br",
        "email-ssl.com.br :587",
        domains="email-ssl.com.br",
        mx=".locaweb.com.br .email-ssl.com.br",
        spf="_spf.locaweb.com.br",
    ),
    provider(
        "KingHost",
        "imap.kinghost.net",
        "smtp.kinghost.net :587",
        mx=".kinghost.net",
    ),
    provider(
        "UOL Host",
        "imap.uhserver.com",
        "smtps.uhserver.com :587",
        mx=".uhserver.com",
    ),
    provider("prxy", "secure.prxy.com", "secure.prxy.com", mx=".mxof.com"),
    provider("ILJ Mail", "secure.iljmail.com", "secure.iljmail.com:587", domains="ilj.com"),
)
