"""Mail in German."""

from __future__ import annotations

from crm_inbox.sample.messages.enclosures import pdf
from crm_inbox.sample.messages.letter import Enclosure, Form, Letter, Sent
from crm_inbox.sample.messages.people import ANNA, SPEDITION
from crm_inbox.sample.people import JUERGEN, KATRIN

_INVOICE = pdf(
    "Rechnung RE-5571",
    [
        "Spedition Brandt KG, Hafenstraße 3",
        "An: Solvind Energi AS",
        "",
        "Transport 14 Paletten Solarmodule, Kiel - Bergen     2.380,00 EUR",
        "Zollabwicklung                                         145,00 EUR",
        "Maut und Fähre                                         412,50 EUR",
        "",
        "Summe netto                                          2.937,50 EUR",
        "Zahlbar innerhalb von 14 Tagen ohne Abzug.",
    ],
)
_OFFER = pdf(
    "Angebot 1187: Freiflächenanlage 750 kWp",
    [
        "Für: Küstenwind Planung GmbH, Frau Katrin Müller",
        "",
        "Module, Wechselrichter, Unterkonstruktion          412.500,00 EUR",
        "Montage und Inbetriebnahme                          96.200,00 EUR",
        "Überwachung, fünf Jahre                             11.800,00 EUR",
        "",
        "Gültig bis acht Wochen nach Angebotsdatum.",
    ],
)

LETTERS = (
    Letter(
        "anfrage1",
        KATRIN,
        "Anfrage: Freiflächenanlage bei Husum",
        """
Sehr geehrte Frau Solvind,

für eine Fläche von rund neun Hektar in der Nähe von Husum planen wir eine Freiflächenanlage mit
etwa 750 kWp. Die Genehmigung liegt vor, der Netzanschlusspunkt ist etwa 600 Meter entfernt.

Könnten Sie uns bis Ende nächster Woche ein Angebot über Module, Wechselrichter, Unterkonstruktion
und Montage unterbreiten? Wichtig wäre uns außerdem, welche Lieferzeiten Sie derzeit zusagen
können und ob Sie die Überwachung für die ersten fünf Jahre übernehmen würden.

Für Rückfragen stehe ich Ihnen gern zur Verfügung.

Mit freundlichen Grüßen
""",
        Sent(16, "11:08"),
        form=Form.LATIN1,
        flags="RS",
    ),
    Letter(
        "anfrage2",
        ANNA,
        "AW: Anfrage: Freiflächenanlage bei Husum",
        """
Sehr geehrte Frau Müller,

vielen Dank für Ihre Anfrage. Anbei erhalten Sie unser Angebot 1187. Die Module können wir
derzeit innerhalb von sechs Wochen liefern, die Unterkonstruktion in vier. Die Überwachung für
fünf Jahre haben wir als eigene Position aufgeführt.

Gern gehe ich das Angebot mit Ihnen am Telefon durch.

Mit freundlichen Grüßen
""",
        Sent(11, "16:35"),
        to=KATRIN,
        folder="Sent",
        flags="S",
        answers=("anfrage1",),
        enclosures=(Enclosure("Angebot 1187.pdf", "application/pdf", _OFFER),),
    ),
    Letter(
        "anfrage3",
        KATRIN,
        "AW: Anfrage: Freiflächenanlage bei Husum",
        """
Sehr geehrte Frau Solvind,

herzlichen Dank für das ausführliche Angebot. Preislich liegen Sie im Mittelfeld, aber die
Lieferzeit überzeugt unsere Geschäftsführung.

Bevor wir entscheiden, hätten wir gern ein Gespräch zu dritt mit unserem Statiker. Würde Ihnen
Dienstag oder Mittwoch um 14 Uhr passen? Ein Videogespräch genügt völlig.

Mit freundlichen Grüßen

> Gern gehe ich das Angebot mit Ihnen am Telefon durch.
""",
        Sent(0, minutes=95),
        answers=("anfrage1", "anfrage2"),
    ),
    Letter(
        "reklamation",
        JUERGEN,
        "Lieferverzug – Gewächshaus 4 steht ohne Dach",
        """
Sehr geehrte Frau Solvind,

zugesagt war die Lieferung der Glas-Glas-Module für die vergangene Woche. Heute ist kein einziges
davon hier, und auf meine Nachfrage bei Ihrer Disposition erhielt ich die Auskunft, man wisse
von nichts.

Gewächshaus 4 steht seither ohne Dach. Beim nächsten Unwetter verliere ich die gesamten Setzlinge,
also rund 30.000 €. Ich erwarte bis morgen Mittag einen verbindlichen Liefertermin. Andernfalls
sehe ich mich gezwungen, den Auftrag anderweitig zu vergeben und Ihnen die Mehrkosten in Rechnung
zu stellen.

Mit freundlichem Gruß
""",
        Sent(2, "07:15"),
        form=Form.PLAIN,
        flags="F",
    ),
    Letter(
        "rechnung",
        SPEDITION,
        "Rechnung RE-5571",
        """
Sehr geehrte Damen und Herren,

anbei erhalten Sie unsere Rechnung RE-5571 über 2.937,50 € für den Transport Ihrer Module von Kiel
nach Bergen. Bitte überweisen Sie den Betrag innerhalb von 14 Tagen.

Mit freundlichen Grüßen
""",
        Sent(10, "12:00"),
        flags="S",
        enclosures=(Enclosure("Rechnung RE-5571.pdf", "application/pdf", _INVOICE),),
    ),
    Letter(
        "gewaechshaus",
        JUERGEN,
        "Auftrag Gewächshaus 4",
        """
Sehr geehrte Frau Solvind,

nach unserem Telefonat bestätige ich Ihnen den Auftrag für das Dach von Gewächshaus 4:
320 Glas-Glas-Module, 40 % Lichtdurchlässigkeit, einschließlich Montage.

Bitte stimmen Sie den Liefertermin direkt mit meinem Sohn Matthias ab. Er ist auf der Baustelle und
weiß, wann der Kran frei ist. Über die größeren Module für Haus 5 sprechen wir später im Jahr.

Mit freundlichem Gruß
""",
        Sent(26, "09:40"),
        flags="S",
    ),
)
