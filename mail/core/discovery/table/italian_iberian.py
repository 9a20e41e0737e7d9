"""Providers of people in Italy, Spain and Portugal."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "Libero",
        "imapmail.libero.it",
        "smtp.libero.it",
        domains="libero.it iol.it blu.it inwind.it giallo.it",
        help_urls="""
            it=https://aiuto.libero.it/articolo/mail/configurare-libero-mail-con-client-di-posta-imap-e-smtp/
        """,
    ),
    provider(
        "Virgilio",
        "in.virgilio.it",
        "out.virgilio.it",
        domains="virgilio.it",
        help_urls="""
            it=https://aiuto.virgilio.it/articolo/mail/configurare-virgilio-mail-con-client-di-posta-imap-e-smtp/
        """,
    ),
    provider("Alice", "in.alice.it:143", "out.alice.it:587", domains="alice.it"),
    provider("TIM", "imap.tim.it:143", "smtp.tim.it:587", domains="tim.it"),
    provider("Tin", "imaps.tin.it:143", "smtps.tin.it:587", domains="tin.it"),
    provider("Tiscali", "imap.tiscali.it", "smtp.tiscali.it", domains="tiscali.it"),
    provider(
        "Fastweb",
        "imap.fastwebnet.it",
        "smtp.fastwebnet.it:587",
        domains="fastwebnet.it",
    ),
    provider("Email.it", "in.email.it", "out.email.it", domains="email.it", mx=".email.it"),
    provider(
        "Aruba",
        "imaps.aruba.it",
        "smtps.aruba.it",
        domains="aruba.it technet.it",
        mx=".aruba.it",
        spf="_spf.aruba.it",
    ),
    provider(
        "Aruba PEC",
        "imaps.pec.aruba.it",
        "smtps.pec.aruba.it",
        domains="""
            pec.it pec.cloud arubapec.it mypec.eu gigapec.it ingpec.eu casellapec.com pecditta.com
        """,
        mx=".pec.aruba.it",
    ),
    provider(
        "Legalmail",
        "mbox.cert.legalmail.it",
        "sendm.cert.legalmail.it",
        domains="legalmail.it",
        mx=".cert.legalmail.it",
        hint=Hint.OWN_USERNAME,
    ),
    provider(
        "Namirial",
        "imaps.sicurezzapostale.it",
        "smtps.sicurezzapostale.it",
        domains="sicurezzapostale.it",
        mx=".sicurezzapostale.it",
    ),
    provider("Postecert", "mail.postecert.it", "mail.postecert.it", domains="postecert.it"),
    provider(
        "SAPO",
        "imap.sapo.pt",
        "smtp.sapo.pt",
        domains="sapo.pt sapo.cv sapo.ao sapo.mz sapo.tl meo.pt",
        help_urls="pt=https://ajuda.sapo.pt/configurar-programa-de-email-70015",
    ),
    provider(
        "EducaMadrid",
        "imap.educa.madrid.org",
        "smtp01.educa.madrid.org :587",
        domains="educa.madrid.org",
        username="local_part",
    ),
)
