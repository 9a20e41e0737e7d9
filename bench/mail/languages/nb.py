"""Norwegian."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

NORWEGIAN = Language(
    code="nb",
    words=words("""
        vi jeg du de den det en ei et og men eller når hvis fordi med uten til fra på over under
        etter før skal kan vil har får sender bestiller betaler leverer venter håper ønsker spør
        svarer møtes bekrefter tilbud ordre faktura levering kontrakt møte prosjekt sak avtale
        kunde leverandør pris rabatt uke måned år dag morgen ettermiddag kontor lager verksted
        skip havn tau kjetting fortøyning maskin dekk båt ny gammel god rask ferdig åpen lukket
        viktig dyr billig rød grønn større mindre følgende neste også allerede kanskje gjerne
        dessverre alltid aldri snarest straks vennligst ærlig øyeblikkelig
    """),
    subjects=lines("""
        Tilbud på fortøyninger
        Spørsmål om fakturaen deres
        Møtet på torsdag
        Endret leveringsdato for tauverk
        Årsavtale for neste år
        Bestilling av kjetting og tau
        Takk for besøket
        Rettelse i kontrakten på båten
    """),
    greeting="Hei Kari,",
    closing="Vennlig hilsen",
    reply_prefix="SV: ",
    first_names=words(
        "Bjørn Åse Øyvind Kjersti Håkon Ingrid Pål Solveig Tørres Ragnhild Terje Gro"
    ),
    last_names=words("Hansen Bjørnstad Ødegård Sæther Bråten Myhre Nygård Tangen Moe Skår"),
    domains=words("havn.example nordsjo.example taubua.example"),
)
