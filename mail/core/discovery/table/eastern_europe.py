"""Providers of people in central, eastern and south-eastern Europe."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

_YANDEX_HELP = """
    en=https://yandex.com/support/mail/mail-clients/others.html
    ru=https://yandex.ru/support/mail/mail-clients/others.html
"""
_MAILRU_HELP = "ru=https://help.mail.ru/mail/security/protection/external"

TABLE = (
    provider(
        "Seznam",
        "imap.seznam.cz",
        "smtp.seznam.cz",
        domains="seznam.cz email.cz post.cz spoluzaci.cz",
        mx=".seznam.cz",
        hint=Hint.IF_TWO_FACTOR,
    ),
    provider("Centrum", "imap.centrum.cz", "smtp.centrum.cz", domains="centrum.cz"),
    provider("Centrum", "imap.centrum.sk", "smtp.centrum.sk", domains="centrum.sk"),
    provider("Volný", "imap.volny.cz", "smtp.volny.cz :587", domains="volny.cz"),
    provider(
        "Poczta WP",
        "imap.wp.pl",
        "smtp.wp.pl",
        domains="wp.pl",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
        help_urls="pl=https://pomoc.wp.pl/jak-skonfigurowac-program-pocztowy",
    ),
    provider(
        "Poczta o2",
        "poczta.o2.pl",
        "poczta.o2.pl :587",
        domains="o2.pl go2.pl tlen.pl prokonto.pl",
        username="local_part",
        hint=Hint.ENABLE_IMAP,
        help_urls="pl=https://pomoc.o2.pl/aktywacja-dostepu-dla-programow-pocztowych",
    ),
    provider(
        "Onet Poczta",
        "imap.poczta.onet.pl",
        "smtp.poczta.onet.pl :587",
        domains="""
            onet.pl onet.eu onet.com.pl poczta.onet.pl poczta.onet.eu vip.onet.pl op.pl vp.pl
            autograf.pl buziaczek.pl amorki.pl republika.pl adres.pl cyberia.pl opoczta.pl
            pseudonim.pl spoko.pl
        """,
        hint=Hint.ENABLE_IMAP,
    ),
    provider(
        "Interia",
        "poczta.interia.pl",
        "poczta.interia.pl",
        domains="""
            interia.pl interia.eu interia.com poczta.fm vip.interia.pl intmail.pl interiowy.pl
            adresik.net pacz.to pisz.to ogarnij.se
        """,
        hint=Hint.ENABLE_IMAP,
    ),
    provider("Gazeta.pl", "imap.gazeta.pl", "smtp.gazeta.pl", domains="gazeta.pl"),
    provider(
        "ABV",
        "imap.abv.bg",
        "smtp.abv.bg",
        domains="abv.bg gyuvetch.bg",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
    ),
    provider("Mail.bg", "imap.mail.bg", "smtp.mail.bg", domains="mail.bg"),
    provider("Freemail", "imap.freemail.hu", "smtp.freemail.hu :587", domains="freemail.hu"),
    provider("Vodafone", "mail.vodamail.hu", "mail.vodamail.hu:587", domains="vodafone.hu"),
    provider("Telekom Slovenije", "imap.siol.net", "mail.siol.net", domains="siol.net"),
    provider("m:tel", "imap.teol.net", "smtp.teol.net", domains="teol.net mtel.tel"),
    provider(
        "Yandex",
        "imap.yandex.com",
        "smtp.yandex.com",
        domains="""
            yandex.ru yandex.com yandex.by yandex.kz yandex.ua yandex.com.tr ya.ru narod.ru
        """,
        hint=Hint.ENABLE_IMAP_YANDEX,
        oauth="yandex",
        help_urls=_YANDEX_HELP,
    ),
    provider(
        "Yandex 360",
        "imap.yandex.com",
        "smtp.yandex.com",
        domains="yandex.net",
        mx=".yandex.net .yandex.ru",
        hint=Hint.ENABLE_IMAP_YANDEX,
        oauth="yandex",
        help_urls=_YANDEX_HELP,
        spf="_spf.yandex.net _spf.yandex.ru",
    ),
    provider(
        "Mail.ru",
        "imap.mail.ru :143",
        "smtp.mail.ru :587",
        domains="mail.ru inbox.ru list.ru bk.ru internet.ru vk.com corp.mail.ru mail.ua",
        hint=Hint.APP_PASSWORD_MAILRU,
        oauth="mailru",
        help_urls=_MAILRU_HELP,
    ),
    provider(
        "VK WorkMail",
        "imap.mail.ru :143",
        "smtp.mail.ru :587",
        mx=".mail.ru",
        hint=Hint.APP_PASSWORD_MAILRU,
        help_urls=_MAILRU_HELP,
        spf="_spf.mail.ru",
    ),
    provider(
        "Rambler",
        "imap.rambler.ru :143",
        "smtp.rambler.ru",
        domains="rambler.ru autorambler.ru myrambler.ru rambler.ua lenta.ru ro.ru r0.ru",
        hint=Hint.ENABLE_IMAP,
        help_urls="ru=https://help.rambler.ru/mail/mail-pochtovye-klienty/1275/",
    ),
    provider(
        "ukr.net",
        "imap.ukr.net",
        "smtp.ukr.net",
        domains="ukr.net",
        hint=Hint.ENABLE_IMAP_AND_APP_PASSWORD,
        help_urls="uk=https://wiki.ukr.net/ManageIMAPAccess",
    ),
)
