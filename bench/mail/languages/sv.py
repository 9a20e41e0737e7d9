"""Swedish."""

from __future__ import annotations

from bench.mail.languages.language import Language, lines, words

SWEDISH = Language(
    code="sv",
    words=words("""
        vi jag du de den det en ett och men eller när om eftersom med utan till från på över under
        efter före ska kan vill har får skickar beställer betalar levererar väntar hoppas önskar
        frågar svarar möts offert order faktura leverans kontrakt möte projekt ärende avtal kund
        leverantör pris rabatt vecka månad år dag morgon eftermiddag kontor lager verkstad fartyg
        hamn rep kätting förtöjning maskin däck ny gammal bra snabb klar öppen stängd viktig dyr
        billig röd grön större mindre följande nästa också redan kanske gärna tyvärr alltid aldrig
        snarast genast vänligen ärligt ögonblickligen
    """),
    subjects=lines("""
        Offert på förtöjningar
        Fråga om er faktura
        Mötet på torsdag
        Ändrat leveransdatum
        Årsavtal för nästa år
        Beställning av kätting och rep
        Tack för besöket
        Rättelse i avtalet
    """),
    greeting="Hej Kari,",
    closing="Med vänlig hälsning",
    reply_prefix="SV: ",
    first_names=words("Åke Märta Göran Ebba Björn Linnéa Sören Elsa Nils Gunilla Örjan Sara"),
    last_names=words("Öberg Lindström Åkesson Sjöberg Nyström Hällgren Björk Ström Bergkvist Ek"),
    domains=words("hamnen.example goteborg-rep.example skargard.example"),
)
