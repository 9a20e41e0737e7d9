"""Providers of people in France."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "Orange",
        "imap.orange.fr",
        "smtp.orange.fr",
        domains="orange.fr wanadoo.fr",
    ),
    provider(
        "Free",
        "imap.free.fr",
        "smtp.free.fr :587",
        domains="free.fr libertysurf.fr",
        username="local_part",
        hint=Hint.ENABLE_SMTP_FREE,
        help_urls="""
            fr=https://assistance.free.fr/articles/configurer-de-maniere-avancee-mon-logiciel-de-messagerie-609
        """,
    ),
    provider(
        "SFR",
        "imap.sfr.fr",
        "smtp.sfr.fr",
        domains="sfr.fr neuf.fr cegetel.net 9online.fr club-internet.fr",
    ),
    provider("Bouygues Telecom", "imap.bbox.fr", "smtp.bbox.fr :587", domains="bbox.fr"),
    provider(
        "La Poste",
        "imap.laposte.net",
        "smtp.laposte.net",
        domains="laposte.net",
        username="local_part",
    ),
    provider(
        "Mailo",
        "mail.mailo.com",
        "mail.mailo.com",
        domains="""
            mailo.com mailo.fr mailoo.org netcourrier.com net-c.be net-c.ca net-c.cat net-c.com
            net-c.es net-c.fr net-c.it net-c.lu net-c.nl net-c.pl netc.eu netc.fr netc.it netc.lu
            netc.pl netcmail.com francemel.fr europamel.net emailasso.net email.bzh postel.bzh
            lavache.com monemail.com mongenie.com teaser.fr
        """,
        mx=".mailo.com",
    ),
    provider("Mail.fr", "imap.mail.fr", "smtp.mail.fr", domains="mail.fr"),
    provider("Lilo", "mail.lilo.org:143", "mail.lilo.org:587", domains="lilo.org"),
    provider("Ouvaton", "imap.ouvaton.coop", "smtp.ouvaton.coop", domains="ouvaton.org"),
)
