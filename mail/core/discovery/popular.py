"""Domains that so many people have that a near miss is a slip. The most common come first."""

from __future__ import annotations

FAMOUS = frozenset(
    {"gmail", "googlemail", "yahoo", "hotmail", "outlook", "live", "icloud", "gmx", "yandex"}
)
"""Names that stand under many top-level domains."""

POPULAR = tuple(
    """
    gmail.com hotmail.com yahoo.com outlook.com icloud.com live.com aol.com msn.com me.com
    googlemail.com protonmail.com proton.me gmx.de web.de gmx.net t-online.de gmx.at gmx.ch
    freenet.de mail.ru yandex.ru qq.com 163.com 126.com naver.com hanmail.net orange.fr
    wanadoo.fr free.fr laposte.net sfr.fr neuf.fr libero.it virgilio.it alice.it tiscali.it tim.it
    hotmail.co.uk yahoo.co.uk btinternet.com sky.com virginmedia.com talktalk.net ntlworld.com
    blueyonder.co.uk comcast.net verizon.net att.net sbcglobal.net bellsouth.net cox.net
    charter.net earthlink.net optonline.net rogers.com shaw.ca sympatico.ca bigpond.com
    optusnet.com.au xtra.co.nz ziggo.nl kpnmail.nl planet.nl hetnet.nl home.nl xs4all.nl
    telenet.be skynet.be proximus.be online.no telia.com mail.dk bluewin.ch sunrise.ch a1.net
    aon.at chello.at arcor.de vodafone.de online.de posteo.de mailbox.org wp.pl onet.pl interia.pl
    o2.pl op.pl seznam.cz centrum.cz email.cz abv.bg freemail.hu rambler.ru inbox.ru list.ru
    bk.ru ukr.net inbox.lv sapo.pt uol.com.br terra.com.br bol.com.br globo.com ig.com.br
    fastmail.com zoho.com mail.com email.com ymail.com rocketmail.com sina.com yeah.net
    """.split()
)
