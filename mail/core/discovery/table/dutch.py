"""Providers of people in the Netherlands and Belgium."""

from __future__ import annotations

from mail.core.discovery.table.notation import provider

TABLE = (
    provider(
        "KPN",
        "imap.kpnmail.nl :143",
        "smtp.kpnmail.nl :587",
        domains="""
            kpnmail.nl kpnplanet.nl planet.nl wxs.nl hetnet.nl freeler.nl snelnet.net on.nl
            onsbrabantnet.nl onsmail.nl onsnet.nu onsneteindhoven.nl onsnetnuenen.nl xs4all.nl
            telfort.nl tip.nl tiscali.nl tiscalimail.nl
        """,
        help_urls="nl=https://www.kpn.com/service/internet/e-mail/instellen-laptop-pc.htm",
    ),
    provider(
        "Ziggo",
        "imap.ziggo.nl",
        "smtp.ziggo.nl:587",
        domains="""
            ziggo.nl ziggomail.com home.nl upcmail.nl chello.nl casema.nl quicknet.nl hahah.nl
            zinders.nl a2000.nl zeggis.nl zeggis.com razcall.nl razcall.com multiweb.nl
        """,
        help_urls="nl=https://www.ziggo.nl/klantenservice/internet/e-mail/serverinstellingen",
    ),
    provider("Freedom Internet", "imap.freedom.nl", "smtp.freedom.nl", domains="freedom.nl"),
    provider("Solcon", "mail.solcon.nl", "mail.solcon.nl:587", domains="solcon.nl"),
    provider("HCCnet", "pop.hccnet.nl", "smtp.hccnet.nl", domains="hccnet.nl hcc.nl kader.hcc.nl"),
    provider(
        "DELTA",
        "mail.zeelandnet.nl",
        "mail.zeelandnet.nl",
        domains="zeelandnet.nl",
        username="local_part",
    ),
    provider(
        "Proximus",
        "imap.proximus.be",
        "relay.proximus.be:587",
        domains="skynet.be proximus.be belgacom.net kidcity.be",
    ),
    provider("Telenet", "imap.telenet.be", "smtp.telenet.be:587", domains="telenet.be"),
    provider("VOO", "imap.voo.be", "smtp.voo.be:587", domains="voo.be"),
    provider("Scarlet", "imap.scarlet.be", "smtp.scarlet.be", domains="scarlet.be"),
)
