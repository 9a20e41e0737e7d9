"""Dutch."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

DUTCH = Language(
    code="nl",
    words=words("""
        wij ik u zij het de een en maar of als omdat met zonder naar van op over onder na voor
        tijdens moeten kunnen willen hebben krijgen sturen bestellen betalen leveren wachten hopen
        vragen antwoorden offerte bestelling factuur levering contract vergadering project zaak
        afspraak klant leverancier prijs korting week maand jaar dag ochtend middag kantoor
        magazijn werkplaats schip haven touw ketting nieuw oud goed snel klaar open gesloten
        belangrijk duur goedkoop rood groen groter kleiner volgende ook al misschien graag helaas
        altijd nooit spoedig meteen alstublieft coördinatie financiële één geïnteresseerd reünie
        café ideeën zeeën beëindigen tweeëntwintig
    """),
    subjects=lines("""
        Offerte voor trossen
        Vraag over uw factuur
        De vergadering van donderdag
        Gewijzigde leverdatum
        Jaarcontract voor volgend jaar
        Bestelling van ketting en touw
        Financiële coördinatie
        Ideeën voor het café
    """),
    greeting="Beste Kari,",
    closing="Met vriendelijke groet",
    reply_prefix="Antw: ",
    first_names=words("Joost Marieke Daniël Zoë Pieter Anouk Willem Sanne Geert Fenna Loïs Bram"),
    last_names=words("Jansen Kuiper Bakker Visser Smit Mulder Dekker Postma Hoekstra Brouwer"),
    domains=words("haven.example touwslagerij.example dekade.example"),
)
