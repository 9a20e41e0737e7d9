"""Who writes to the sample mailbox. All of them, and all their companies, are made up."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SamplePerson:
    first_name: str
    last_name: str
    title: str
    company: str
    address: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


KARI = SamplePerson(
    "Kari", "Nordby", "Innkjøpssjef", "Havnekraft AS",
    "kari.nordby@havnekraft.example", "+47 55 00 01 20",
)  # fmt: skip
OLE_JORGEN = SamplePerson(
    "Ole-Jørgen", "Bråten", "Gårdbruker", "Bråten Gård",
    "ole.jorgen@bratengard.example", "+47 61 00 00 45",
)  # fmt: skip
SOREN = SamplePerson(
    "Søren", "Kjærgaard", "Projektleder", "Vesterhav Vind A/S",
    "soren.kjaergaard@vesterhavvind.example", "+45 70 00 03 11",
)  # fmt: skip
METTE = SamplePerson(
    "Mette", "Østergaard", "Økonomichef", "Grønbæk Boligforening",
    "mette@gronbaekbolig.example", "+45 70 00 04 02",
)  # fmt: skip
BJORN = SamplePerson(
    "Björn", "Åkesson", "Teknisk chef", "Västkustens Fastigheter AB",
    "bjorn.akesson@vastkustensfastigheter.example", "+46 31 390 06 14",
)  # fmt: skip
LINNEA = SamplePerson(
    "Linnéa", "Sjögren", "Inköpare", "Skärgårdens Energi",
    "linnea.sjogren@skargardensenergi.example", "+46 8 465 004 27",
)  # fmt: skip
KATRIN = SamplePerson(
    "Katrin", "Müller", "Leiterin Einkauf", "Küstenwind Planung GmbH",
    "k.mueller@kuestenwind-planung.example", "+49 30 23125 118",
)  # fmt: skip
JUERGEN = SamplePerson(
    "Jürgen", "Weiß", "Geschäftsführer", "Weiß & Söhne Gewächshäuser",
    "weiss@weiss-soehne.example", "+49 30 23125 440",
)  # fmt: skip
ANNELIES = SamplePerson(
    "Annelies", "de Vries", "Projectleider", "Coöperatie Polderzon",
    "annelies@polderzon.example", "+31 88 000 01 36",
)  # fmt: skip
PIETER = SamplePerson(
    "Pieter", "van der Meulen", "Inkoper", "Van der Meulen Koelhuizen B.V.",
    "p.vandermeulen@vdmkoelhuizen.example", "+31 88 000 02 71",
)  # fmt: skip
FIONA = SamplePerson(
    "Fiona", "Campbell", "Energy Manager", "Skerry Isles Ferries",
    "fiona.campbell@skerryferries.example", "+44 20 7946 0131",
)  # fmt: skip
TOM = SamplePerson(
    "Tom", "Hargreaves", "Operations Director", "Hargreaves Cold Storage Ltd",
    "tom@hargreavescold.example", "+44 20 7946 0188",
)  # fmt: skip

#: Those who have a card from the start. Everybody else is a stranger on purpose.
PEOPLE = [
    KARI, OLE_JORGEN, SOREN, METTE, BJORN, LINNEA,
    KATRIN, JUERGEN, ANNELIES, PIETER, FIONA, TOM,
]  # fmt: skip
