"""German."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

GERMAN = Language(
    code="de",
    words=words("""
        wir ich Sie er sie es der die das ein eine und aber oder wenn weil mit ohne nach von auf
        über unter müssen können möchten haben bekommen schicken bestellen bezahlen liefern warten
        hoffen fragen prüfen Angebot Bestellung Rechnung Lieferung Vertrag Besprechung Projekt
        Vorgang Vereinbarung Kunde Händler Preis Rabatt Woche Monat Jahr Tag Vormittag Nachmittag
        Büro Lager Werkstatt Schiff Hafen Seil Kette neu alt gut schnell fertig geöffnet
        geschlossen wichtig teuer günstig rot grün größer kleiner nächste auch schon vielleicht
        gern leider immer nie bald sofort bitte außerdem für später früh Grüße Straße Schlüssel Öl
        Übergabe Ausrüstung Festmacher Zubehör Maß
    """),
    subjects=lines("""
        Angebot für Festmacher
        Frage zu Ihrer Rechnung
        Besprechung am Donnerstag
        Geänderter Liefertermin für Öl
        Jahresvertrag für nächstes Jahr
        Bestellung von Kette und Seil
        Übergabe der Schlüssel
        Größe und Maße
    """),
    greeting="Sehr geehrte Frau Hansen,",
    closing="Mit freundlichen Grüßen",
    reply_prefix="AW: ",
    first_names=words("Jürgen Käthe Sönke Björn Heike Günter Anke Jörg Birgit Tim Svenja Uwe"),
    last_names=words("Müller Schröder Weiß Krüger Jäger Petersen Voß Böttcher Lange Köhler"),
    domains=words("werft.example seilerei-hafen.example kontor.example"),
)
