"""Hosters of people's own domains in Germany, Austria and Switzerland."""

from __future__ import annotations

from mail.core.discovery.provider import Hint, Provider
from mail.core.discovery.table.notation import provider


def _ionos(
    country: str, mx: str, *, help_urls: str = "", domains: str = "", spf: str = ""
) -> Provider:
    return provider(
        "IONOS",
        f"imap.{country} :143",
        f"smtp.{country} :587",
        domains=domains,
        mx=mx,
        help_urls=help_urls,
        spf=spf,
    )


TABLE = (
    _ionos(
        "ionos.de",
        ".kundenserver.de .ionos.de",
        help_urls="""
            de=https://www.ionos.de/hilfe/e-mail/allgemeine-themen/serverinformationen-fuer-imap-pop3-und-smtp/
        """,
        spf="_spf.kundenserver.de _spf-eu.ionos.com",
    ),
    _ionos(
        "ionos.com",
        ".ionos.com .1and1.com .perfora.net",
        help_urls="""
            en=https://www.ionos.com/help/email/general-topics/settings-for-your-email-programs-imap-pop3/
        """,
        spf="_spf-us.ionos.com _spf.perfora.net",
    ),
    _ionos(
        "ionos.co.uk",
        ".ionos.co.uk .1and1.co.uk",
        help_urls="""
            en=https://www.ionos.co.uk/help/email/general-topics/settings-for-your-email-programs-imap-pop3/
        """,
    ),
    _ionos(
        "ionos.fr",
        ".ionos.fr .1and1.fr",
        help_urls="""
            fr=https://www.ionos.fr/assistance/email/sujets-generaux/parametres-pour-les-programmes-de-messagerie/
        """,
    ),
    _ionos("ionos.es", ".ionos.es .1and1.es"),
    _ionos("ionos.it", ".ionos.it .1and1.it"),
    provider(
        "STRATO",
        "imap.strato.de",
        "smtp.strato.de :587",
        domains="strato.de rzone.de",
        mx=".rzone.de",
        help_urls="""
            de=https://www.strato.de/faq/mail/externes-e-mail-programm-mit-strato-e-mail-adresse-nutzen/
        """,
    ),
    provider(
        "Hetzner",
        "mail.your-server.de",
        "mail.your-server.de :587",
        domains="your-server.de",
        mx=".your-server.de",
    ),
    provider(
        "domainFACTORY",
        "sslin.df.eu",
        "sslout.df.eu",
        domains="ispgateway.de",
        mx=".ispgateway.de .df.eu",
    ),
    provider(
        "united-domains",
        "imaps.udag.de :143",
        "smtps.udag.de :587",
        mx=".udag.de",
        hint=Hint.OWN_USERNAME,
        help_urls="""
            de=https://www.united-domains.de/help/faq-article/was-ist-der-unterschied-zwischen-pop3-und-imap/
        """,
    ),
    provider(
        "Mittwald",
        "mail.agenturserver.de",
        "mail.agenturserver.de",
        mx=".agenturserver.de",
        spf="agenturserver.de",
    ),
    provider("Variomedia", "imap.variomedia.de", "smtp.variomedia.de :587", mx=".variomedia.de"),
    provider("goneo", "imap.goneo.de", "smtp.goneo.de", domains="goneo.de", mx=".goneo.de"),
    provider("1blu", "imap.1blu.de", "smtp.1blu.de", mx=".1blu.de"),
    provider("Greensta", "mail.greensta.de", "mail.greensta.de", mx=".greensta.de"),
    provider(
        "Servercow",
        "hosted.mailcow.de",
        "hosted.mailcow.de",
        mx="hosted.mailcow.de mx.mailcow.email",
    ),
    provider(
        "Clustermail",
        "mail.clustermail.de :143",
        "mail.clustermail.de:587",
        domains="clustermail.de",
        mx=".clustermail.de",
    ),
    provider("IPAX", "mail.ipax.at", "mail.ipax.at", domains="ipax.at", mx=".ipax.at"),
    provider(
        "World4You",
        "imap.world4you.com :143",
        "smtp.world4you.com :587",
        mx=".world4you.com",
    ),
    provider(
        "easyname",
        "imap.easyname.com",
        "smtp.easyname.com",
        mx=".easyname.com .easyname.eu",
        hint=Hint.OWN_USERNAME,
    ),
    provider(
        "Hostpoint",
        "imap.mail.hostpoint.ch",
        "asmtp.mail.hostpoint.ch :587",
        mx=".mail.hostpoint.ch",
        spf="spf.mail.hostpoint.ch",
    ),
    provider("cyon", "mail.cyon.ch", "mail.cyon.ch", mx=".cyon.ch"),
    provider("Hostcenter", "mail.hostcenter.com", "mail.hostcenter.com:587", mx=".hostcenter.com"),
)
