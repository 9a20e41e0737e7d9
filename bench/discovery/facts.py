"""What is publicly known about mail providers, gathered for the bench and not from the product.

One line each:

    domains ; IMAP hosts ; SMTP hosts ; user name ; what to ask for

Several hosts are all right. A host may be followed by the ports that it serves (993 for IMAP, 465
and 587 for SMTP unless said). User name: ``address``, ``local`` or ``either``. What to ask for:
``password``, ``app`` (a password made for programs), ``oauth``, or ``hint`` (a password, and words
about what to switch on or which password to use); OAuth is always as good as an app password.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_OWN = """
gmail.com googlemail.com ; imap.gmail.com ; smtp.gmail.com ; address ; app
outlook.com hotmail.com live.com msn.com hotmail.co.uk hotmail.fr outlook.de live.nl hotmail.it outlook.dk windowslive.com ; outlook.office365.com imap-mail.outlook.com ; smtp-mail.outlook.com,587 smtp.office365.com,587 ; address ; oauth
icloud.com me.com mac.com ; imap.mail.me.com ; smtp.mail.me.com,587 ; either ; app
yahoo.com ymail.com yahoo.co.uk yahoo.de yahoo.fr yahoo.it yahoo.es yahoo.com.br rocketmail.com ; imap.mail.yahoo.com ; smtp.mail.yahoo.com ; address ; app
aol.com aim.com verizon.net aol.co.uk ; imap.aol.com ; smtp.aol.com smtp.verizon.net,465 ; address ; app
fastmail.com fastmail.fm ; imap.fastmail.com ; smtp.fastmail.com ; address ; app
zoho.com zohomail.com ; imap.zoho.com ; smtp.zoho.com ; address ; hint
zoho.eu zohomail.eu ; imap.zoho.eu ; smtp.zoho.eu ; address ; hint
gmx.de gmx.net gmx.at gmx.ch ; imap.gmx.net ; mail.gmx.net ; address ; hint
gmx.com gmx.co.uk gmx.us gmx.fr ; imap.gmx.com ; mail.gmx.com ; address ; hint
web.de ; imap.web.de ; smtp.web.de ; either ; hint
mail.com email.com usa.com ; imap.mail.com ; smtp.mail.com ; address ; hint
t-online.de magenta.de ; secureimap.t-online.de ; securesmtp.t-online.de ; address ; app
freenet.de ; mx.freenet.de ; mx.freenet.de ; address ; hint
posteo.de posteo.net posteo.org posteo.eu ; posteo.de ; posteo.de ; address ; app
mailbox.org ; imap.mailbox.org ; smtp.mailbox.org ; address ; hint
vodafonemail.de arcor.de ; imap.vodafonemail.de ; smtp.vodafonemail.de ; address ; password
yandex.ru yandex.com ya.ru yandex.kz yandex.by ; imap.yandex.com imap.yandex.ru imap.ya.ru ; smtp.yandex.com smtp.yandex.ru smtp.ya.ru ; either ; app
mail.ru bk.ru inbox.ru list.ru internet.ru ; imap.mail.ru ; smtp.mail.ru ; address ; app
rambler.ru ; imap.rambler.ru ; smtp.rambler.ru ; address ; hint
ukr.net ; imap.ukr.net ; smtp.ukr.net ; address ; hint
qq.com foxmail.com ; imap.qq.com ; smtp.qq.com ; either ; app
163.com ; imap.163.com ; smtp.163.com ; either ; app
126.com ; imap.126.com ; smtp.126.com ; either ; app
yeah.net ; imap.yeah.net ; smtp.yeah.net ; either ; app
naver.com ; imap.naver.com ; smtp.naver.com ; either ; hint
daum.net hanmail.net ; imap.daum.net ; smtp.daum.net ; either ; hint
orange.fr wanadoo.fr ; imap.orange.fr ; smtp.orange.fr ; either ; password
free.fr ; imap.free.fr ; smtp.free.fr ; either ; hint
sfr.fr neuf.fr ; imap.sfr.fr ; smtp.sfr.fr ; either ; password
laposte.net ; imap.laposte.net ; smtp.laposte.net ; either ; password
libero.it ; imapmail.libero.it ; smtp.libero.it ; address ; password
virgilio.it ; in.virgilio.it imap.virgilio.it ; out.virgilio.it smtp.virgilio.it ; address ; password
tiscali.it ; imap.tiscali.it ; smtp.tiscali.it ; address ; password
aruba.it ; imaps.aruba.it ; smtps.aruba.it,465 ; address ; password
wp.pl ; imap.wp.pl ; smtp.wp.pl ; either ; hint
o2.pl ; poczta.o2.pl ; poczta.o2.pl ; either ; hint
onet.pl ; imap.poczta.onet.pl ; smtp.poczta.onet.pl ; address ; hint
interia.pl ; poczta.interia.pl ; poczta.interia.pl ; address ; hint
seznam.cz ; imap.seznam.cz ; smtp.seznam.cz ; address ; password
centrum.cz ; imap.centrum.cz ; smtp.centrum.cz ; address ; password
abv.bg ; imap.abv.bg ; smtp.abv.bg ; address ; hint
uol.com.br ; imap.uol.com.br ; smtps.uol.com.br smtp.uol.com.br ; either ; hint
terra.com.br ; imap.terra.com.br ; smtp.terra.com.br ; address ; password
comcast.net ; imap.comcast.net ; smtp.comcast.net ; either ; hint
att.net sbcglobal.net bellsouth.net ; imap.mail.att.net ; smtp.mail.att.net ; address ; app
telus.net ; imap.telus.net ; smtp.telus.net ; address ; password
btinternet.com ; mail.btinternet.com imap.mail.btinternet.com ; mail.btinternet.com smtp.mail.btinternet.com ; address ; password
virginmedia.com ; imap.virginmedia.com ; smtp.virginmedia.com ; address ; app
bluewin.ch ; imaps.bluewin.ch ; smtpauths.bluewin.ch ; address ; hint
ziggo.nl home.nl ; imap.ziggo.nl ; smtp.ziggo.nl ; address ; password
kpnmail.nl ; imap.kpnmail.nl ; smtp.kpnmail.nl ; address ; password
telenet.be ; imap.telenet.be ; smtp.telenet.be ; either ; password
proximus.be skynet.be ; imap.proximus.be ; smtp.proximus.be relay.proximus.be ; address ; password
inbox.lv ; mail.inbox.lv ; mail.inbox.lv ; address ; hint
mail.ee ; mail.ee ; mail.ee ; either ; password
runbox.com ; mail.runbox.com ; mail.runbox.com ; either ; hint
startmail.com ; imap.startmail.com ; smtp.startmail.com ; address ; app
hushmail.com ; imap.hushmail.com ; smtp.hushmail.com ; address ; password
riseup.net ; mail.riseup.net ; mail.riseup.net ; either ; password
a1.net aon.at ; securemail.a1.net ; securemail.a1.net ; address ; password
online.no ; imap.online.no ; smtp.online.no ; either ; password
rediffmail.com ; imap.rediffmail.com ; smtp.rediffmail.com ; either ; password
bigpond.com ; imap.telstra.com ; smtp.telstra.com ; address ; password
"""

_HOSTED = """
aspmx.l.google.com alt1.aspmx.l.google.com smtp.google.com aspmx3.googlemail.com ; imap.gmail.com ; smtp.gmail.com ; address ; app
{d}.mail.protection.outlook.com {d}.l-v1.mx.microsoft {d}.p-v1.mx.microsoft ; outlook.office365.com ; smtp.office365.com,587 ; address ; oauth
mx01.mail.icloud.com ; imap.mail.me.com ; smtp.mail.me.com,587 ; address ; app
mx.zoho.com ; imappro.zoho.com imap.zoho.com ; smtppro.zoho.com smtp.zoho.com ; address ; hint
mx.zoho.eu ; imappro.zoho.eu imap.zoho.eu ; smtppro.zoho.eu smtp.zoho.eu ; address ; hint
mx.zoho.in ; imappro.zoho.in imap.zoho.in ; smtppro.zoho.in smtp.zoho.in ; address ; hint
in1-smtp.messagingengine.com ; imap.fastmail.com ; smtp.fastmail.com ; address ; app
mx00.ionos.de mx00.kundenserver.de ; imap.ionos.de imap.1und1.de ; smtp.ionos.de smtp.1und1.de ; address ; password
mx00.ionos.com ; imap.ionos.com imap.ionos.de ; smtp.ionos.com smtp.ionos.de ; address ; password
smtpin.rzone.de ; imap.strato.de imap.strato.com ; smtp.strato.de smtp.strato.com ; address ; password
smtp.secureserver.net mailstore1.secureserver.net ; imap.secureserver.net ; smtpout.secureserver.net ; address ; password
mx1.emailsrvr.com ; secure.emailsrvr.com ; secure.emailsrvr.com ; address ; password
spool.mail.gandi.net ; mail.gandi.net ; mail.gandi.net ; address ; password
mx1.mail.ovh.net mx0.ovh.net ; ssl0.ovh.net imap.mail.ovh.net ; ssl0.ovh.net smtp.mail.ovh.net ; address ; password
mx.yandex.net ; imap.yandex.com imap.yandex.ru imap.ya.ru ; smtp.yandex.com smtp.yandex.ru smtp.ya.ru ; address ; app
emx.mail.ru ; imap.mail.ru ; smtp.mail.ru ; address ; app
mxbiz1.qq.com mxbiz2.qq.com ; imap.exmail.qq.com ; smtp.exmail.qq.com ; address ; hint
mxn.mxhichina.com mx1.qiye.aliyun.com ; imap.qiye.aliyun.com imap.mxhichina.com ; smtp.qiye.aliyun.com smtp.mxhichina.com ; address ; password
mx1.larksuite.com ; imap.larksuite.com ; smtp.larksuite.com ; address ; hint
mx1.feishu.cn ; imap.feishu.cn ; smtp.feishu.cn ; address ; hint
inbound-smtp.us-east-1.amazonaws.com ; imap.mail.us-east-1.awsapps.com ; smtp.mail.us-east-1.awsapps.com,465 ; address ; password
inbound-smtp.eu-west-1.amazonaws.com ; imap.mail.eu-west-1.awsapps.com ; smtp.mail.eu-west-1.awsapps.com,465 ; address ; password
mx1.privateemail.com ; mail.privateemail.com ; mail.privateemail.com ; address ; password
mx1.hostinger.com ; imap.hostinger.com ; smtp.hostinger.com ; address ; password
mx1.titan.email ; imap.titan.email ; smtp.titan.email ; address ; password
mx1.zone.eu mx1.zonemx.eu ; imap.zone.eu mail.zone.eu ; smtp.zone.eu mail.zone.eu ; address ; password
mx.{d}.cust.b.hostedemail.com ; mail.hostedemail.com imap.hostedemail.com ; mail.hostedemail.com smtp.hostedemail.com ; address ; password
mx1.dreamhost.com ; imap.dreamhost.com ; smtp.dreamhost.com ; address ; password
aspmx1.migadu.com ; imap.migadu.com ; smtp.migadu.com ; address ; password
mta-gw.infomaniak.ch ; mail.infomaniak.com ; mail.infomaniak.com ; address ; hint
mxext1.mailbox.org ; imap.mailbox.org ; smtp.mailbox.org ; address ; hint
mx.soverin.net ; imap.soverin.net ; smtp.soverin.net ; address ; password
mx1.agenturserver.de ; mail.agenturserver.de imap.agenturserver.de ; mail.agenturserver.de smtp.agenturserver.de ; address ; password
mx1.pub.mailpod7-cph3.one.com ; imap.one.com ; send.one.com ; address ; password
mx1.simply.com ; imap.simply.com ; smtp.simply.com ; address ; password
mx1.loopia.se ; mailcluster.loopia.se imap.loopia.se ; mailcluster.loopia.se smtp.loopia.se ; address ; password
mx.domeneshop.no ; imap.domeneshop.no ; smtp.domeneshop.no ; address ; password
mx.transip.email ; imap.transip.email ; smtp.transip.email ; address ; password
mx.runbox.com ; mail.runbox.com ; mail.runbox.com ; address ; hint
"""

REFUSED_DOMAINS = (
    "proton.me protonmail.com pm.me protonmail.ch tuta.com tutanota.com tutanota.de tutamail.com "
    "tuta.io keemail.me hey.com i.ua"
).split()
REFUSED_MX = (
    "mail.protonmail.ch mailsec.protonmail.ch mail.tutanota.de work-mx.app.hey.com"
).split()
GATEWAYS = (
    "mx0a-{n}.pphosted.com eu-smtp-inbound-1.mimecast.com d{n}.ess.barracudanetworks.com "
    "esa1.hc{n}.iphmx.com mx1-us1.ppe-hosted.com mx10.mailspamprotection.com"
).split()
TYPOS = {
    "gmial.com": "gmail.com", "gmai.com": "gmail.com", "hotmial.com": "hotmail.com",
    "outlok.com": "outlook.com", "yaho.com": "yahoo.com", "iclod.com": "icloud.com",
    "gnail.com": "gmail.com", "gmail.con": "gmail.com",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """*names* are domains or, for hosted mail, mail exchangers; endpoints as written elsewhere."""

    names: tuple[str, ...]
    imap: frozenset[str]
    smtp: frozenset[str]
    username: str
    ask: str


def own() -> Iterator[Fact]:
    return map(_fact, _OWN.strip().splitlines())


def hosted() -> Iterator[Fact]:
    return map(_fact, _HOSTED.strip().splitlines())


def _fact(line: str) -> Fact:
    names, imap, smtp, username, ask = (part.strip() for part in line.split(" ; "))
    return Fact(
        tuple(names.split()),
        frozenset(_endpoints(imap, "993")),
        frozenset(_endpoints(smtp, "465,587")),
        username,
        ask,
    )


def _endpoints(hosts: str, usual: str) -> Iterator[str]:
    for text in hosts.split():
        host, _, ports = text.partition(",")
        for port in (ports or usual).split(","):
            yield f"{host}:{port}:{'starttls' if port == '587' else 'tls'}"
