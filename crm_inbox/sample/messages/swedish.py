"""Mail in Swedish."""

from __future__ import annotations

from crm_inbox.sample.messages.letter import Form, Letter, Sent
from crm_inbox.sample.messages.people import FREDRIK, MASSAN
from crm_inbox.sample.people import BJORN, LINNEA

_FAIR = """
<div style="max-width:560px">
<h1 style="font-size:22px;color:#0b5d57">Välkommen till Elmässan!</h1>
<p>Hej Anna,</p>
<p>Tack för er anmälan. Ni har fått <b>monter C14</b>, i hörnet mitt emot kaféet, 18 m² med
två öppna sidor.</p>
<table style="border-collapse:collapse">
<tr><td style="padding:4px 16px 4px 0">Inflyttning</td><td>tisdag kl. 12–20</td></tr>
<tr><td style="padding:4px 16px 4px 0">Öppet</td><td>onsdag–fredag kl. 9–17</td></tr>
<tr><td style="padding:4px 16px 4px 0">Utflyttning</td><td>fredag kl. 17–22</td></tr>
</table>
<p>Beställ el, internet och möbler senast tre veckor före mässan i
<a href="https://elmassan.example/utstallare">utställarportalen</a>.</p>
<p>Vi ses!</p>
</div>
"""

LETTERS = (
    Letter(
        "carport",
        BJORN,
        "Offert: solcellscarport med 24 laddplatser",
        """
Hej Anna!

Vi ska bygga om parkeringen vid Majnabbe och funderar på en carport med solceller på taket och 24
laddplatser under. Ytan är 70 gånger 16 meter. Vi har redan ett ställverk med plats för 250 A.

Skulle ni kunna räkna på det? Jag vill gärna se carport, solceller och laddning som tre separata
poster, så att vi kan ta dem i omgångar om budgeten spricker.

Med vänlig hälsning
""",
        Sent(1, "15:36"),
    ),
    Letter(
        "skargard1",
        LINNEA,
        "Beställning 7734 – två vindkraftverk, 25 kW",
        """
Hej Anna,

Härmed beställer vi två vindkraftverk på 25 kW enligt er offert, till Fjärdlång och Ornö. Leverans
med färja till Dalarö, där vår egen båt tar över.

Bekräfta gärna leveransvecka så fort du vet. Vi måste boka kranen i god tid, den finns bara i ett
exemplar på hela ytterskärgården.

Vänliga hälsningar
""",
        Sent(21, "13:05"),
        flags="S",
    ),
    Letter(
        "skargard2",
        LINNEA,
        "Re: Beställning 7734 – två vindkraftverk, 25 kW",
        """
Hej igen Anna!

Om åtta veckor passar utmärkt. Kranen är bokad, och Ornöborna är redan nyfikna. Ska vi räkna med att
era montörer behöver husrum? I så fall ordnar jag två stugor, med bastu.

En sak till: försäkringsbolaget vill ha intyg på att tornen klarar 52 m/s. Har du det?

Vänliga hälsningar

> Båda verken kan vara i Dalarö om åtta veckor. Passar det er båt?
""",
        Sent(6, "08:19"),
        answers=("skargard1",),
    ),
    Letter(
        "surr",
        BJORN,
        "Klagomål på surrande växelriktare",
        """
Hej,

Två hyresgäster på Kaptensgatan klagar på ett surrande ljud från växelriktaren i trapphuset. Det
hörs mest på eftermiddagen när solen ligger på. Jag var där i går och det är inte inbillning, det
låter som en geting i en burk.

Kan ni komma och mäta, eller flytta den till källaren? Jag vill helst ha det löst före helgen,
innan det hamnar på stämmans dagordning.

Med vänlig hälsning
""",
        Sent(8, "16:42"),
        form=Form.PLAIN,
        flags="S",
    ),
    Letter(
        "massan",
        MASSAN,
        "Er monter C14 på Elmässan",
        """
Hej Anna,

Tack för er anmälan. Ni har fått monter C14, i hörnet mitt emot kaféet, 18 m² med två öppna sidor.

- Inflyttning: tisdag kl. 12–20
- Öppet: onsdag–fredag kl. 9–17
- Utflyttning: fredag kl. 17–22

Beställ el, internet och möbler senast tre veckor före mässan i utställarportalen:
https://elmassan.example/utstallare

Vi ses!
""",
        Sent(23, "10:00"),
        html=_FAIR,
        flags="S",
    ),
    Letter(
        "tips",
        FREDRIK,
        "Tips från Björn Åkesson",
        """
Hej Anna,

Jag fick ditt namn av Björn på Västkustens Fastigheter. Vi är en liten bostadsrättsförening med 38
lägenheter och ett tak som ändå ska läggas om nästa sommar. Styrelsen är kluven: hälften vill ha
solceller, hälften är rädd för läckor.

Skulle du kunna komma till ett kvällsmöte och svara på frågor? Vi bjuder på kaffe och kanelbullar,
och lovar att inte vara värre än andra föreningar.

Hälsningar
""",
        Sent(0, minutes=210),
    ),
)
