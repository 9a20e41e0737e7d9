"""Google and Microsoft: together the mailboxes of most companies."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

_GOOGLE_HELP = """
    en=https://support.google.com/accounts/answer/185833?hl=en
    de=https://support.google.com/accounts/answer/185833?hl=de
    nl=https://support.google.com/accounts/answer/185833?hl=nl
    da=https://support.google.com/accounts/answer/185833?hl=da
    nb=https://support.google.com/accounts/answer/185833?hl=no
    sv=https://support.google.com/accounts/answer/185833?hl=sv
"""
_OUTLOOK_PAGE = "office/d088b986-291d-42b8-9564-9c414e2aa040"
_OUTLOOK_HELP = f"""
    en=https://support.microsoft.com/en-us/{_OUTLOOK_PAGE}
    de=https://support.microsoft.com/de-de/{_OUTLOOK_PAGE}
    nl=https://support.microsoft.com/nl-nl/{_OUTLOOK_PAGE}
    da=https://support.microsoft.com/da-dk/{_OUTLOOK_PAGE}
    nb=https://support.microsoft.com/nb-no/{_OUTLOOK_PAGE}
    sv=https://support.microsoft.com/sv-se/{_OUTLOOK_PAGE}
"""

TABLE = (
    provider(
        "Gmail",
        "imap.gmail.com",
        "smtp.gmail.com :587",
        domains="gmail.com googlemail.com",
        hint=Hint.APP_PASSWORD_GOOGLE,
        oauth="google",
        help_urls=_GOOGLE_HELP,
    ),
    provider(
        "Google Workspace",
        "imap.gmail.com",
        "smtp.gmail.com :587",
        domains="google.com",
        mx=".google.com .googlemail.com",
        hint=Hint.APP_PASSWORD_GOOGLE,
        oauth="google",
        help_urls=_GOOGLE_HELP,
        spf="_spf.google.com",
    ),
    provider(
        "Outlook.com",
        "outlook.office365.com",
        "smtp-mail.outlook.com:587",
        domains="""
            outlook.com hotmail.com live.com msn.com windowslive.com passport.com livemail.tw
            outlook.at outlook.be outlook.cl outlook.cz outlook.de outlook.dk outlook.es
            outlook.fr outlook.hu outlook.ie outlook.in outlook.it outlook.jp outlook.kr
            outlook.lv outlook.my outlook.ph outlook.pt outlook.sa outlook.sg outlook.sk
            outlook.co.id outlook.co.il outlook.co.nz outlook.co.th outlook.com.ar
            outlook.com.au outlook.com.br outlook.com.gr outlook.com.pe outlook.com.tr
            outlook.com.vn
            hotmail.be hotmail.ca hotmail.cl hotmail.cz hotmail.de hotmail.dk hotmail.es
            hotmail.fi hotmail.fr hotmail.gr hotmail.hu hotmail.it hotmail.lt hotmail.lv
            hotmail.my hotmail.nl hotmail.no hotmail.ph hotmail.rs hotmail.se hotmail.sg
            hotmail.sk hotmail.co.id hotmail.co.il hotmail.co.in hotmail.co.jp hotmail.co.kr
            hotmail.co.nz hotmail.co.th hotmail.co.uk hotmail.co.za hotmail.com.ar
            hotmail.com.au hotmail.com.br hotmail.com.hk hotmail.com.tr hotmail.com.tw
            hotmail.com.vn
            live.at live.be live.ca live.cl live.cn live.de live.dk live.fi live.fr live.hk
            live.ie live.in live.it live.jp live.nl live.no live.ru live.se live.co.jp
            live.co.kr live.co.uk live.co.za live.com.ar live.com.au live.com.mx live.com.my
            live.com.ph live.com.pt live.com.sg
        """,
        mx=".olc.protection.outlook.com .hotmail.com",
        hint=Hint.SIGN_IN_OUTLOOK,
        oauth="microsoft",
        help_urls=_OUTLOOK_HELP,
    ),
    provider(
        "Microsoft 365",
        "outlook.office365.com",
        "smtp.office365.com:587",
        domains="office365.com",
        mx=".mail.protection.outlook.com .mx.microsoft .mail.eo.outlook.com",
        hint=Hint.SIGN_IN_MICROSOFT,
        oauth="microsoft",
        help_urls=_OUTLOOK_HELP,
        spf="spf.protection.outlook.com",
        autodiscover="autodiscover.outlook.com autodiscover-s.outlook.com",
    ),
    # The cloud that 21Vianet runs in China has hosts of its own.
    provider(
        "Microsoft 365 (21Vianet)",
        "partner.outlook.cn",
        "partner.outlook.cn:587",
        domains="partner.onmschina.cn",
        mx=".mail.protection.partner.outlook.cn",
        hint=Hint.SIGN_IN_MICROSOFT,
        spf="spf.protection.partner.outlook.cn",
        autodiscover="autodiscover.partner.outlook.cn",
    ),
)
