"""Mail in Danish."""

from __future__ import annotations

from crm_inbox.sample.messages.letter import Letter, Meeting, Sent
from crm_inbox.sample.messages.people import ANNA, HENRIK, LARS
from crm_inbox.sample.people import METTE, SOREN

_CELL = 'style="padding:6px 12px;border-bottom:1px solid #d5dae1"'
_NUMBER = 'style="padding:6px 12px;border-bottom:1px solid #d5dae1;text-align:right"'
_ITEMS = (
    ("NS-440M", "Solcellemodul 440 Wp, sort ramme", 96, "742,00", "71.232,00"),
    ("INV-40K", "Vekselretter 40 kW, trefaset", 1, "24.900,00", "24.900,00"),
    ("SKN-210", "Montageskinne 2,10 m", 120, "118,50", "14.220,00"),
    ("KBL-6R", "Solcellekabel 6 mm², rød, 100 m", 4, "640,00", "2.560,00"),
)
_ROWS = "".join(
    f"<tr><td {_CELL}>{number}</td><td {_CELL}>{what}</td><td {_NUMBER}>{count}</td>"
    f"<td {_NUMBER}>{price}</td><td {_NUMBER}>{total}</td></tr>"
    for number, what, count, price, total in _ITEMS
)
_ORDER_TABLE = f"""
<p>Hej Anna Solvind</p>
<p>Tak for jeres ordre. Vi bekræfter hermed følgende:</p>
<table style="border-collapse:collapse;font-size:14px">
<thead><tr style="background:#eef2f6"><th {_CELL}>Varenr.</th><th {_CELL}>Betegnelse</th>
<th {_NUMBER}>Antal</th><th {_NUMBER}>Stk. pris</th><th {_NUMBER}>I alt (DKK)</th></tr></thead>
<tbody>{_ROWS}</tbody>
<tfoot><tr><td colspan="4" {_NUMBER}>Moms 25 %</td><td {_NUMBER}>28.228,00</td></tr>
<tr><td colspan="4" {_NUMBER}><b>Total</b></td><td {_NUMBER}><b>141.140,00</b></td></tr></tfoot>
</table>
<p>Forventet levering: om 8&ndash;10 arbejdsdage, Ærøvej 14, port 3.<br>
Betaling: netto 30 dage.</p>
"""

LETTERS = (
    Letter(
        "moelle1",
        SOREN,
        "Møde om de tre møller ved Thyborøn",
        """
Hej Anna

Tak for tilbuddet. Vi har gennemgået det internt, og der er især to ting, vi gerne vil vende med
jer, inden vi går videre: fundamenterne og serviceaftalen efter år fem.

Jeg har sendt en indkaldelse med. Vi kan mødes hos os, der er kaffe og udsigt til havet. Hvis
tidspunktet ikke passer, så foreslå endelig et andet.

Med venlig hilsen
""",
        Sent(1, "13:18"),
        meeting=Meeting(
            "Projektmøde: tre møller ved Thyborøn", "Vesterhav Vind\\, Havnegade 7", 6, "10:00", 90
        ),
    ),
    Letter(
        "ordre",
        HENRIK,
        "Ordrebekræftelse 20418",
        """
Hej Anna Solvind

Tak for jeres ordre. Vi bekræfter hermed følgende:

- 96 stk. NS-440M Solcellemodul 440 Wp, sort ramme
- 1 stk. INV-40K Vekselretter 40 kW, trefaset
- 120 stk. SKN-210 Montageskinne 2,10 m
- 4 stk. KBL-6R Solcellekabel 6 mm², rød, 100 m

Total inkl. moms: 141.140,00 DKK. Forventet levering: om 8-10 arbejdsdage, Ærøvej 14, port 3.
Betaling: netto 30 dage.
""",
        Sent(6, "15:02"),
        html=_ORDER_TABLE,
        flags="S",
    ),
    Letter(
        "betaling1",
        METTE,
        "Spørgsmål til betalingsplanen",
        """
Kære Anna

Bestyrelsen har sagt ja til solceller på blok A og B, så nu er det min tur til at få tallene til at
gå op. Jeg har to spørgsmål til jeres betalingsplan:

- Kan vi dele den første rate på 40 % i to, så halvdelen falder et kvartal senere?
- Er prisen fast, selv om leveringen først sker om et halvt år?

Hvis svaret er ja til begge dele, kan vi skrive under i næste uge.

Mange hilsner
""",
        Sent(8, "10:26"),
        flags="RS",
    ),
    Letter(
        "betaling2",
        ANNA,
        "Sv: Spørgsmål til betalingsplanen",
        """
Kære Mette

Tillykke med beslutningen, det var gode nyheder at starte dagen med.

Ja til begge dele: I kan betale 20 % ved underskrift og 20 % tre måneder senere, og prisen står
fast i ni måneder. Jeg sender en ny betalingsplan i eftermiddag, så du har den til mødet.

Venlig hilsen

> Kan vi dele den første rate på 40 % i to, så halvdelen falder et kvartal senere?
> Er prisen fast, selv om leveringen først sker om et halvt år?
""",
        Sent(7, "08:51"),
        to=METTE,
        folder="Sent",
        flags="S",
        answers=("betaling1",),
    ),
    Letter(
        "autosvar",
        SOREN,
        "Autosvar: Tilbud på tre møller",
        """
Tak for din mail.

Jeg er på ferie og læser ikke mail i denne uge. Haster det, så ring til vores kontor på
+45 70 00 03 00. Ellers svarer jeg, når jeg er tilbage på mandag.

Med venlig hilsen
""",
        Sent(13, "09:31"),
        flags="S",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    ),
    Letter(
        "vejledning",
        LARS,
        "Mangler vejledning på dansk",
        """
Hej Anna

Jeg skal passe anlægget på blok A, men den vejledning vi fik, er på engelsk, og halvdelen af
billederne viser en anden vekselretter end den, der hænger i kælderen. Det går ikke, når vores
viceværter skal kunne finde ud af at slukke den i en fart.

Kan I sende en dansk udgave, og helst også en side vi kan hænge op ved siden af tavlen?

Hilsen Lars
""",
        Sent(4, "07:44"),
    ),
)
