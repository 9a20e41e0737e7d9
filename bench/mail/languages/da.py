"""Danish."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

DANISH = Language(
    code="da",
    words=words("""
        vi jeg du de den det en et og men eller når hvis fordi med uden til fra på over under
        efter før skal kan vil har får sender bestiller betaler leverer venter håber ønsker
        spørger svarer mødes tilbud ordre faktura levering kontrakt møde projekt sag aftale kunde
        leverandør pris rabat uge måned år dag morgen eftermiddag kontor lager værksted skib havn
        reb kæde fortøjning maskine dæk bådsmand ny gammel god hurtig færdig åben lukket vigtig
        dyr billig rød grøn større mindre følgende næste også allerede måske gerne desværre altid
        aldrig hurtigst straks venligst ærgerligt øjeblikket
    """),
    subjects=lines("""
        Tilbud på fortøjninger
        Spørgsmål om jeres faktura
        Mødet på torsdag
        Ændring af leveringsdato
        Årsaftale for næste år
        Bestilling af kæde og reb
        Tak for besøget
        Rettelse til kontrakten
    """),
    greeting="Kære Kari,",
    closing="Med venlig hilsen",
    reply_prefix="SV: ",
    first_names=words("Søren Mette Jørgen Åse Lærke Niels Kirsten Henrik Signe Bjørn Pia Rasmus"),
    last_names=words("Sørensen Kjær Møller Østergaard Nygård Holm Bæk Thygesen Lund Skov"),
    domains=words("havneby.example lyngby-reb.example aeroe.example"),
)
