"""Mail in Dutch."""

from __future__ import annotations

from crm_inbox.sample.messages.letter import Form, Letter, Sent
from crm_inbox.sample.messages.people import JOOST, SANNE
from crm_inbox.sample.people import ANNELIES, PIETER

LETTERS = (
    Letter(
        "polder1",
        ANNELIES,
        "Offerteaanvraag zonnedak sporthal",
        """
Geachte mevrouw Solvind,

Onze coöperatie wil samen met 140 leden een zonnedak leggen op de nieuwe sporthal in Waterwijk. Het
dak meet 62 bij 34 meter en is volgens de constructeur geschikt voor een belasting van 18 kg/m².

Kunt u ons een offerte sturen voor een installatie van circa 300 kWp, inclusief montage en een
scherm in de hal waarop de leden de opbrengst kunnen zien? Wij ontvangen uw voorstel graag binnen
drie weken, omdat de subsidieregeling daarna sluit.

Met vriendelijke groet,
""",
        Sent(17, "14:22"),
        flags="S",
    ),
    Letter(
        "polder2",
        ANNELIES,
        "Re: Offerteaanvraag zonnedak sporthal",
        """
Beste mevrouw Solvind,

Helaas kan ik donderdag toch niet: de gemeente heeft de schouw naar die middag verplaatst. Zou u
vrijdagochtend om half tien kunnen, op dezelfde plek? Dan kan ook onze penningmeester aanschuiven,
en die heeft vooral vragen over de garantie.

Laat u mij weten of dat lukt?

Met vriendelijke groet,

> Graag kom ik donderdagmiddag om twee uur naar de sporthal kijken.
""",
        Sent(0, minutes=41),
        answers=("polder1",),
    ),
    Letter(
        "koelhuis",
        PIETER,
        "Klacht: monitoring toont al een week geen gegevens",
        """
Geachte mevrouw Solvind,

Sinds vorige week maandag toont het portaal voor koelhuis 2 geen enkele meting meer. De panelen
werken wel, dat zien we aan de meter, maar wij moeten elke maand aan onze klanten kunnen aantonen
hoeveel van de koeling op zonnestroom draait.

Uw helpdesk heeft de melding bevestigd (nummer 30882), maar daarna bleef het stil. Ik verzoek u dit
deze week op te lossen en ons de ontbrekende gegevens alsnog toe te sturen.

Hoogachtend,
""",
        Sent(2, "10:50"),
        form=Form.PLAIN,
    ),
    Letter(
        "bestelling",
        PIETER,
        "Bestelling uitbreiding koelhuis 3",
        """
Geachte mevrouw Solvind,

Hierbij bevestig ik onze bestelling op basis van uw offerte van vorige maand:

- 220 panelen van 440 Wp voor het westdak van koelhuis 3
- twee omvormers van 50 kW, geplaatst in de technische ruimte
- onderhoud voor de eerste drie jaar

Graag levering binnen acht weken, want daarna begint het seizoen en is het laadperron bezet. Ons
inkoopnummer is 4500-1172; wilt u dat op de factuur vermelden?

Met vriendelijke groet,
""",
        Sent(20, "09:17"),
        flags="S",
    ),
    Letter(
        "stage",
        SANNE,
        "Stageplek volgend semester?",
        """
Beste mevrouw Solvind,

Ik ben derdejaarsstudent technische bedrijfskunde en zoek voor het volgende semester een stage van
vijf maanden bij een bedrijf dat wind en zon combineert. Via een docent hoorde ik dat Solvind ook
klanten in Nederland heeft, en dat leek me meteen interessant.

Mijn Noors is nog beperkt, maar ik leer snel: ik ben vorige maand begonnen met een cursus. Zou ik u
mijn cv mogen sturen?

Vriendelijke groet,
Sanne Bakker
""",
        Sent(7, "21:14"),
        form=Form.PLAIN,
        signed=False,
    ),
    Letter(
        "aansluiting",
        JOOST,
        "Aansluiting Waterwijk: termijn bevestigd",
        """
Geachte mevrouw Solvind,

Uw aanvraag voor een aansluiting van 3 x 630 A aan de Sportlaan in Waterwijk is goedgekeurd. Gezien
de drukte op het net geldt een termijn van 26 weken, te rekenen vanaf vandaag.

U hoeft nu niets te doen. Onze aannemer neemt ongeveer zes weken vóór de werkzaamheden contact met
u op.

Met vriendelijke groet,
""",
        Sent(24, "11:33"),
        folder="Archive/Projects",
        flags="S",
    ),
)
