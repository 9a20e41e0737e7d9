"""Providers that people of every country use."""

from __future__ import annotations

from mail.core.discovery.provider import Hint
from mail.core.discovery.table.notation import provider

_APPLE_HELP = """
    en=https://support.apple.com/en-us/102654 de=https://support.apple.com/de-de/102654
    nl=https://support.apple.com/nl-nl/102654 da=https://support.apple.com/da-dk/102654
    nb=https://support.apple.com/no-no/102654 sv=https://support.apple.com/sv-se/102654
"""
_YAHOO_HELP = """
    en=https://help.yahoo.com/kb/SLN15241.html de=https://de.hilfe.yahoo.com/kb/SLN15241.html
"""

TABLE = (
    provider(
        "iCloud",
        "imap.mail.me.com",
        "smtp.mail.me.com:587",
        domains="icloud.com me.com mac.com",
        mx=".mail.icloud.com",
        username="local_part",
        smtp_username="address",
        hint=Hint.APP_PASSWORD_APPLE,
        mx_hint=Hint.APPLE_OWN_DOMAIN,
        help_urls=_APPLE_HELP,
        spf="icloud.com",
    ),
    provider(
        "Yahoo",
        "imap.mail.yahoo.com",
        "smtp.mail.yahoo.com :587",
        domains="""
            yahoo.com ymail.com myyahoo.com rocketmail.com
            yahoo.at yahoo.be yahoo.ca yahoo.ch yahoo.cl yahoo.cz yahoo.de yahoo.dk yahoo.es
            yahoo.fi yahoo.fr yahoo.gr yahoo.hu yahoo.ie yahoo.in yahoo.it yahoo.nl yahoo.no
            yahoo.pl yahoo.pt yahoo.ro yahoo.se
            yahoo.co.id yahoo.co.il yahoo.co.in yahoo.co.kr yahoo.co.nz yahoo.co.th
            yahoo.co.uk yahoo.co.za
            yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.co yahoo.com.hk yahoo.com.mx
            yahoo.com.my yahoo.com.pe yahoo.com.ph yahoo.com.sg yahoo.com.tr yahoo.com.tw
            yahoo.com.ve yahoo.com.vn
        """,
        mx=".yahoodns.net",
        hint=Hint.APP_PASSWORD_YAHOO,
        oauth="yahoo",
        help_urls=_YAHOO_HELP,
    ),
    provider(
        "AOL",
        "imap.aol.com",
        "smtp.aol.com :587",
        domains="""
            aol.com aim.com netscape.net netscape.com compuserve.com cs.com wmconnect.com
            verizon.net aol.de aol.es aol.fr aol.it aol.se aol.co.nz aol.co.uk aol.com.ar
            aol.com.au aol.com.br aol.com.mx love.com games.com
        """,
        mx=".mail.gm0.yahoodns.net",
        hint=Hint.APP_PASSWORD_AOL,
        oauth="yahoo",
        help_urls="en=https://help.aol.com/articles/Create-and-manage-app-password",
    ),
    provider(
        "Fastmail",
        "imap.fastmail.com",
        "smtp.fastmail.com :587",
        domains="""
            fastmail.com fastmail.fm fastmail.co.uk fastmail.com.au fastmail.cn fastmail.de
            fastmail.es fastmail.fr fastmail.im fastmail.in fastmail.jp fastmail.mx fastmail.net
            fastmail.nl fastmail.org fastmail.se fastmail.to fastmail.tw fastmail.uk fastmail.us
            messagingengine.com 123mail.org airpost.net allmail.net bestmail.us cluemail.com
            elitemail.org emailplus.org eml.cc f-m.fm fast-email.com fast-mail.org fastem.com
            fastemail.us fastest.cc fastimap.com fastmailbox.net fea.st fmail.co.uk fmailbox.com
            ftml.net hailmail.net imap-mail.com imap.cc imapmail.org inoutbox.com jetemail.net
            justemail.net letterboxes.org mailbolt.com mailcan.com mailhaven.com mailingaddress.org
            mailite.com mailmight.com mailnew.com mailup.net mailworks.org ml1.net mm.st
            myfastmail.com nospammail.net ownmail.net petml.com postinbox.com postpro.net
            proinbox.com promessage.com realemail.net rushpost.com sent.as sent.at sent.com
            speedpost.net speedymail.org swift-mail.com the-fastest.net the-quickest.com
            veryfast.biz warpmail.net xsmail.com yepmail.net your-mail.com
        """,
        mx=".messagingengine.com",
        hint=Hint.APP_PASSWORD_FASTMAIL,
        oauth="fastmail",
        help_urls="en=https://www.fastmail.help/hc/en-us/articles/360058752854-App-passwords",
        spf="spf.messagingengine.com",
    ),
    provider(
        "Pobox",
        "mail.pobox.com :143",
        "smtp.pobox.com :587",
        domains="pobox.com",
        mx=".pobox.com",
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "mail.com",
        "imap.mail.com :143",
        "smtp.mail.com :587",
        domains="""
            mail.com mail.org email.com usa.com post.com europe.com asia.com accountant.com
            activist.com adexec.com africamail.com allergist.com alumni.com alumnidirector.com
            archaeologist.com artlover.com bartender.net berlin.com bikerider.com birdlover.com
            brew-master.com catlover.com cheerful.com chef.net chemist.com clerk.com collector.org
            columnist.com comic.com computer4u.com consultant.com contractor.net coolsite.net
            counsellor.com cyberdude.com cyber-wizard.com deliveryman.com diplomats.com doctor.com
            doglover.com dr.com dublin.com engineer.com englandmail.com europemail.com execs.com
            financier.com fireman.net footballer.com gardener.com geologist.com germanymail.com
            graduate.org graphic-designer.com groupmail.com hackermail.com hairdresser.net
            homemail.com iname.com inorbit.com instructor.net insurer.com irelandmail.com
            italymail.com journalist.com lawyer.com legislator.com linuxmail.org lobbyist.com
            london.com lovecat.com madrid.com minister.com moscowmail.com munich.com musician.org
            myself.com nycmail.com optician.com photographer.net physicist.net planetmail.com
            poetic.com politician.com presidency.com priest.com programmer.net publicist.com
            realtyagent.com representative.com rescueteam.com rome.com salesperson.net
            scientist.com secretary.net singapore.com socialworker.net songwriter.net spainmail.com
            teachers.org tech-center.com techie.com technologist.com therapist.net toke.com
            tokyo.com tvstar.com umpire.com uymail.com worker.com workmail.com writeme.com
            2die4.com aircraftmail.com alabama.usa.com alaska.usa.com americamail.com
            amorous.com angelic.com arizona.usa.com asia-mail.com atheist.com
            australiamail.com bigger.com blader.com boardermail.com brazilmail.com
            california.usa.com californiamail.com caress.com chinamail.com
            cliffhanger.com count.com couple.com cutey.com cybergal.com dallasmail.com
            dbzmail.com disciples.com doramail.com earthling.net elvisfan.com fan.com
            feelings.com florida.usa.com hilarious.com hockeymail.com hot-shot.com
            hour.com humanoid.net illinois.usa.com innocent.com instruction.com
            japan.com keromail.com kittymail.com koreamail.com loveable.com
            mad.scientist.com madonnafan.com marchmail.com mexicomail.com mindless.com
            mobsters.com monarchy.com muslim.com newyork.usa.com null.net oath.com
            pacificwest.com petlover.com playful.com popstar.com reborn.com
            reggaefan.com religious.com repairman.com revenue.com rocketship.com
            rockfan.com royal.net saintly.com sanfranmail.com scotlandmail.com
            seductive.com snakebite.com soon.com texas.usa.com thegame.com
            toothfairy.com wallet.com webname.com weirdness.com who.net whoever.com
            winning.com witty.com yours.com
        """,
        hint=Hint.PAID_PLAN,
        help_urls="en=https://support.mail.com/premium/imap/server.html",
    ),
    provider(
        "GMX",
        "imap.gmx.com :143",
        "mail.gmx.com :587",
        domains="""
            gmx.com gmx.us gmx.co.uk gmx.es gmx.fr gmx.ie gmx.it gmx.pt gmx.se gmx.tm gmx.ca
            gmx.cn gmx.co.in gmx.com.br gmx.com.my gmx.com.tr gmx.hk gmx.li gmx.ph gmx.ru gmx.sg
            gmx.tw caramail.com caramail.fr
        """,
        hint=Hint.ENABLE_IMAP_GMX,
        help_urls="en=https://support.gmx.com/pop-imap/toggle.html",
    ),
    provider(
        "Hushmail",
        "imap.hushmail.com",
        "smtp.hushmail.com :587",
        domains="hushmail.com hush.com hush.ai mac.hush.com hushmail.me",
        mx=".hushmail.com",
    ),
    provider(
        "Runbox",
        "mail.runbox.com",
        "mail.runbox.com :587",
        domains="runbox.com runbox.no runbox.eu runbox.us runbox.at runbox.ca runbox.uk",
        mx=".runbox.com",
        hint=Hint.IF_TWO_FACTOR,
        help_urls="en=https://help.runbox.com/email-program-settings/",
    ),
    provider(
        "StartMail",
        "imap.startmail.com",
        "smtp.startmail.com :587",
        domains="startmail.com",
        mx=".startmail.com",
        hint=Hint.APP_PASSWORD,
        help_urls="en=https://support.startmail.com/hc/en-us/articles/360006596718-Server-addresses",
    ),
    provider(
        "CounterMail",
        "imap1.countermail.com",
        "imap1.countermail.com",
        domains="countermail.com",
        hint=Hint.MAIL_PASSWORD,
    ),
    provider(
        "Mailfence",
        "imap.mailfence.com",
        "smtp.mailfence.com",
        domains="mailfence.com",
        mx=".mailfence.com",
        username="local_part",
        hint=Hint.PAID_PLAN,
        help_urls="en=https://mailfence.com/en/faq.jsp",
    ),
    provider(
        "Kolab Now",
        "imap.kolabnow.com",
        "smtp.kolabnow.com :587",
        domains="kolabnow.com",
        mx=".kolabnow.com",
    ),
    provider(
        "Vivaldi",
        "imap.vivaldi.net :143",
        "smtp.vivaldi.net :587",
        domains="vivaldi.net",
    ),
    provider(
        "Thundermail",
        "mail.thundermail.com",
        "mail.thundermail.com",
        domains="thundermail.com tb.pro",
        mx=".thundermail.com",
        hint=Hint.APP_PASSWORD,
    ),
    provider(
        "Murena",
        "mail.ecloud.global",
        "mail.ecloud.global:587",
        domains="murena.io e.email",
    ),
    provider(
        "Riseup",
        "mail.riseup.net",
        "mail.riseup.net",
        domains="riseup.net",
        help_urls="en=https://riseup.net/en/email/clients",
    ),
    provider(
        "Disroot",
        "disroot.org",
        "disroot.org:587 :465",
        domains="disroot.org",
        username="local_part",
    ),
    provider(
        "PrivateMail",
        "smtp.privatemail.com",
        "smtp.privatemail.com",
        domains="privatemail.com",
        hint=Hint.PAID_PLAN,
    ),
    provider("Systemli", "mail.systemli.org", "mail.systemli.org", domains="systemli.org"),
    provider(
        "Autistici/Inventati",
        "mail.autistici.org",
        "smtp.autistici.org",
        domains="autistici.org inventati.org",
    ),
    provider(
        "Purelymail",
        "imap.purelymail.com",
        "smtp.purelymail.com :587",
        domains="purelymail.com cheapermail.com placeq.com rethinkmail.com worldofmail.com",
        mx=".purelymail.com",
        hint=Hint.IF_TWO_FACTOR,
        help_urls="en=https://purelymail.com/docs/setup/technical",
        spf="_spf.purelymail.com",
    ),
    provider(
        "Migadu",
        "imap.migadu.com",
        "smtp.migadu.com :587",
        domains="migadu.com",
        mx=".migadu.com",
        help_urls="en=https://www.migadu.com/guides/",
        spf="spf.migadu.com",
    ),
)
