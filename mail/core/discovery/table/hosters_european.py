"""Hosters of people's own domains in the rest of Europe."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

NORDIC = (
    provider(
        "one.com",
        "imap.one.com",
        "send.one.com :587",
        domains="one.com",
        mx=".one.com",
        spf="_custspf.one.com spf.one.com",
    ),
    provider(
        "Simply.com",
        "imap.simply.com",
        "smtp.simply.com:587",
        mx=".simply.com",
        spf="spf.simply.com",
    ),
    provider(
        "Gigahost",
        "mail.gigahost.dk",
        "smtp.gigahost.dk:587",
        domains="gigahost.dk",
        mx=".gigahost.dk",
    ),
    provider(
        "Loopia",
        "mailcluster.loopia.se",
        "mailcluster.loopia.se :587",
        domains="loopia.se",
        mx=".loopia.se",
        spf="spf.loopia.se",
    ),
    provider(
        "Domeneshop",
        "imap.domeneshop.no :143",
        "smtp.domeneshop.no :587",
        domains="domeneshop.no",
        mx=".domeneshop.no",
        hint=Hint.OWN_USERNAME,
        spf="_spf.domeneshop.no",
    ),
    provider(
        "Webhuset",
        "imap.webhuset.no",
        "smtp.webhuset.no :587",
        domains="webhuset.no",
        mx=".webhuset.no",
    ),
    provider(
        "Zone",
        "imap.zone.eu",
        "smtp.zone.eu",
        domains="zone.ee",
        mx=".zonemx.eu .zone.eu",
        spf="_spf.zone.eu",
    ),
)

DUTCH = (
    provider(
        "TransIP",
        "imap.transip.email",
        "smtp.transip.email :587",
        mx=".transip.email .transip.nl",
        spf="_spf.transip.email",
    ),
    provider(
        "Soverin",
        "imap.soverin.net",
        "smtp.soverin.net :587",
        domains="soverin.net",
        mx=".soverin.net",
        spf="soverin.net",
    ),
    provider(
        "Hostnet",
        "imap.hostnet.nl",
        "smtp.hostnet.nl:587 :465",
        mx=".hostnet.nl",
    ),
    provider(
        "Mijndomein",
        "mail.mijndomein.nl",
        "mail.mijndomein.nl",
        mx=".mijndomein.nl",
    ),
    provider(
        "Yourhosting",
        "mail.yourhosting.nl",
        "mail.yourhosting.nl",
        mx=".yourfilter.nl",
    ),
    provider("SoHosted", "hostingsecure.email", "hostingsecure.email", mx=".sohosted.com"),
    provider(
        "Combell",
        "imap.mailprotect.be",
        "smtp-auth.mailprotect.be",
        mx=".mailprotect.be",
    ),
)

SOUTHERN = (
    provider(
        "OVHcloud",
        "ssl0.ovh.net",
        "ssl0.ovh.net",
        domains="ovh.net",
        mx=".mail.ovh.net mx*.ovh.net",
        spf="mx.ovh.com",
    ),
    provider(
        "Gandi",
        "mail.gandi.net :143",
        "mail.gandi.net :587",
        domains="gandi.net",
        mx=".mail.gandi.net",
        spf="_mailcust.gandi.net",
        help_urls="en=https://docs.gandi.net/en/gandimail/standard_email_settings/",
    ),
    provider(
        "Arsys",
        "imap.serviciodecorreo.es",
        "smtp.serviciodecorreo.es :587",
        mx=".serviciodecorreo.es",
    ),
    provider(
        "Netim",
        "mail1.netim.hosting",
        "mail1.netim.hosting",
        mx=".netim.hosting",
    ),
    provider("Globenet", "mail.globenet.org", "mail.globenet.org:587", mx=".globenet.org"),
    provider(
        "DonDominio",
        "imap.dondominio.com",
        "smtp.dondominio.com",
        domains="dondominio.com",
        mx=".dondominio.com",
    ),
    provider(
        "123 Reg",
        "imap.123-reg.co.uk",
        "smtp.123-reg.co.uk",
        mx=".123-reg.co.uk",
    ),
    provider("UK2", "mail.uk2.net", "mail.uk2.net", mx=".uk2.net"),
)

EASTERN = (
    provider(
        "Websupport",
        "imap.websupport.sk :143",
        "smtp.websupport.sk",
        domains="websupport.sk",
        mx=".websupport.sk",
    ),
    provider(
        "Active 24",
        "email.active24.com",
        "email.active24.com",
        domains="active24.com smtp.cz",
        mx=".active24.com .active24.cz",
    ),
    provider(
        "Český hosting",
        "mail.cesky-hosting.cz :143",
        "smtp.cesky-hosting.cz :587",
        domains="thinline.cz",
        mx=".cesky-hosting.cz .thinline.cz",
    ),
    provider(
        "Gransy",
        "imap.gransy.com :143",
        "smtp.gransy.com :587",
        domains="gransy.com internetserver.cz",
        mx=".gransy.com .emaily.eu",
    ),
    provider(
        "Registrátor.cz",
        "imap.registrator.cz",
        "smtp.registrator.cz:587",
        domains="one.cz",
        mx=".registrator.cz",
    ),
    provider(
        "Forpsi",
        "imap.forpsi.com",
        "smtp.forpsi.com",
        mx=".forpsi.com",
    ),
)

TABLE = NORDIC + DUTCH + SOUTHERN + EASTERN
