"""Mail in Norwegian (bokmål)."""

from __future__ import annotations

from crm_inbox.sample.messages.enclosures import roof_picture
from crm_inbox.sample.messages.letter import Letter, Sent
from crm_inbox.sample.messages.people import ANNA, INGRID, NORDVIND
from crm_inbox.sample.people import KARI, OLE_JORGEN

_IMAGES = "https://bilder.nordvindnytt.example/uke"
_NEWSLETTER = f"""
<div style="max-width:600px;margin:auto">
<img src="{_IMAGES}/topp.jpg" width="600" height="160" alt="NordVind Nytt">
<h1 style="font-size:24px">Rekordmåned for landbasert vind</h1>
<p>Forrige måned ga mer vindkraft enn noen annen. Vi har snakket med tre driftsledere om hva som
skjer når alle skal selge strøm på den samme blåsende natten.</p>
<p><a href="https://nordvindnytt.example/rekord">Les saken</a></p>
<img src="{_IMAGES}/batteri.jpg" width="600" height="240" alt="Batterier i en container">
<h2 style="font-size:19px">Batterier i containere: lønner det seg nå?</h2>
<p>Prisene har falt med en tredel på to år. Regnestykket går opp for flere enn før, men ikke for
alle. Her er tallene fra fire anlegg på Vestlandet.</p>
<p><a href="https://nordvindnytt.example/batteri">Se tallene</a></p>
<p style="font-size:12px;color:#5a6472">Du får dette fordi du meldte deg på.
<a href="https://nordvindnytt.example/avmelding?id=8817">Meld deg av</a></p>
<img src="https://spor.nordvindnytt.example/apnet.gif?id=8817" width="1" height="1" alt="">
</div>
"""

LETTERS = (
    Letter(
        "havn1",
        KARI,
        "Solceller på kaianlegget – kan dere gi et tilbud?",
        """
Hei Anna!

Vi skal bygge om lageret på kai 7 og vil ha solceller på taket når vi først har stillas oppe. Taket
er på omtrent 1800 kvadratmeter, flatt, med takpapp fra 2016.

Kan dere gi et tilbud med to alternativer, ett med øst-vest og ett rett mot sør? Vi må ha noe å
vise styret på neste møte.

Vennlig hilsen
""",
        Sent(22, "08:37"),
        flags="RS",
    ),
    Letter(
        "havn2",
        ANNA,
        "Sv: Solceller på kaianlegget – kan dere gi et tilbud?",
        """
Hei Kari!

Takk for en hyggelig befaring i går. Her er de to alternativene i korte trekk:

- Alternativ 1, sør: 286 kWp, ca. 245 MWh i året, 2,9 millioner kroner
- Alternativ 2, øst-vest: 348 kWp, ca. 281 MWh i året, 3,2 millioner kroner

Jeg anbefaler alternativ 2. Det gir mer strøm om morgenen og kvelden, når kranene går, og tåler
vinden på kaien bedre. Begge prisene gjelder i åtte uker.

Vennlig hilsen

> Kan dere gi et tilbud med to alternativer, ett med øst-vest og ett rett mot sør?
""",
        Sent(15, "15:12"),
        to=KARI,
        folder="Sent",
        flags="S",
        answers=("havn1",),
    ),
    Letter(
        "havn3",
        KARI,
        "Sv: Solceller på kaianlegget – kan dere gi et tilbud?",
        """
Hei igjen!

Styret sa ja til alternativ 2 i formiddag, enstemmig til og med. 😊

Kan du sende over kontrakten, så får jeg den signert før helgen? Og en ting til: havnevesenet lurer
på om panelene kan gi gjenskinn mot innseilingen. Har dere noe skriftlig om det?

Vennlig hilsen

> Jeg anbefaler alternativ 2. Det gir mer strøm om morgenen og kvelden, når kranene går, og tåler
> vinden på kaien bedre.
""",
        Sent(0, minutes=6),
        answers=("havn1", "havn2"),
    ),
    Letter(
        "laave",
        OLE_JORGEN,
        "Bilde av låvetaket",
        """
Hei Anna,

Her er bildet du spurte om. Panelene på sørsiden har ligget der siden 2019 og går som en klokke. Nå
lurer jeg på om det er noen vits i å fylle opp nordsiden også, eller om jeg heller bør se på en
liten mølle oppe ved skogkanten. Det blåser godt der nesten hele året.

[[picture]]

Jeg er hjemme stort sett hele uka, bortsett fra når jeg er i fjøset.

Hilsen
""",
        Sent(3, "19:55"),
        picture=roof_picture(),
    ),
    Letter(
        "nyhetsbrev",
        NORDVIND,
        "Rekordmåned for landbasert vind",
        """
Rekordmåned for landbasert vind

Forrige måned ga mer vindkraft enn noen annen. Les saken: https://nordvindnytt.example/rekord

Batterier i containere: lønner det seg nå? Se tallene: https://nordvindnytt.example/batteri

Meld deg av: https://nordvindnytt.example/avmelding?id=8817
""",
        Sent(5, "06:00"),
        html=_NEWSLETTER,
        headers=(
            ("List-Id", "NordVind Nytt <nyhetsbrev.nordvindnytt.example>"),
            ("List-Unsubscribe", "<https://nordvindnytt.example/avmelding?id=8817>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        ),
        signed=False,
    ),
    Letter(
        "salgsmote",
        INGRID,
        "Salgsmøtet på mandag",
        """
Hei,

Kan du ta med en oversikt over det som ligger ute av tilbud, med sum og hvor sannsynlig du tror det
er? Jeg trenger det til banken. Tyskland og Nederland er det viktigste denne gangen.

Og husk at kaffemaskinen er på service, så ta med kopp fra bakeriet.

Ingrid
""",
        Sent(4, "12:10"),
        flags="S",
        signed=False,
    ),
    Letter(
        "avtale",
        KARI,
        "Signert rammeavtale for service",
        """
Hei Anna,

Da er rammeavtalen for service på mølla ved pir 3 signert fra vår side. Originalen kommer i posten.
Avtalen gjelder i tre år, med ett års forlengelse om ingen sier opp.

Takk for godt samarbeid så langt.

Vennlig hilsen
""",
        Sent(28, "10:48"),
        folder="Archive/Projects",
        flags="S",
    ),
    Letter(
        "utkast",
        ANNA,
        "Sv: Bilde av låvetaket",
        """
Hei Ole-Jørgen,

Takk for bildet, det ser jo ut som nytt. Nordsiden ville jeg latt være: den gir knapt halvparten.
En liten mølle ved skogkanten er mer spennende, men da må vi først
""",
        Sent(2, "17:03"),
        to=OLE_JORGEN,
        folder="Drafts",
        flags="DS",
        answers=("laave",),
        signed=False,
    ),
    Letter(
        "parkering",
        INGRID,
        "Parkeringen er stengt i dag",
        """
De asfalterer foran kontoret. Parker hos naboen, det er avtalt.

Ingrid
""",
        Sent(14, "07:20"),
        folder="Trash",
        flags="S",
        signed=False,
    ),
)
