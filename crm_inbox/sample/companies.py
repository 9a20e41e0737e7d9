"""Where the people of the sample mailbox work. All made up, like their numbers and domains."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SampleCompany:
    name: str
    street: str
    postal_code: str
    city: str
    country: str
    phone: str
    domain: str


COMPANIES = [
    SampleCompany(
        "Havnekraft AS", "Strandkaien 412", "5013", "Bergen", "Norge",
        "+47 55 00 01 00", "havnekraft.example",
    ),
    SampleCompany(
        "Bråten Gård", "Bråtenvegen 7", "2630", "Ringebu", "Norge",
        "+47 61 00 00 45", "bratengard.example",
    ),
    SampleCompany(
        "Vesterhav Vind A/S", "Havnegade 310", "6700", "Esbjerg", "Danmark",
        "+45 70 00 03 00", "vesterhavvind.example",
    ),
    SampleCompany(
        "Grønbæk Boligforening", "Bakkevej 118", "8600", "Silkeborg", "Danmark",
        "+45 70 00 04 00", "gronbaekbolig.example",
    ),
    SampleCompany(
        "Västkustens Fastigheter AB", "Packhuskajen 90", "411 13", "Göteborg", "Sverige",
        "+46 31 390 06 00", "vastkustensfastigheter.example",
    ),
    SampleCompany(
        "Skärgårdens Energi", "Hamngatan 215", "185 32", "Vaxholm", "Sverige",
        "+46 8 465 004 00", "skargardensenergi.example",
    ),
    SampleCompany(
        "Küstenwind Planung GmbH", "Am Alten Hafen 301", "27568", "Bremerhaven", "Deutschland",
        "+49 30 23125 100", "kuestenwind-planung.example",
    ),
    SampleCompany(
        "Weiß & Söhne Gewächshäuser", "Gärtnerweg 244", "15806", "Zossen", "Deutschland",
        "+49 30 23125 400", "weiss-soehne.example",
    ),
    SampleCompany(
        "Coöperatie Polderzon", "Dijkweg 512", "8251", "Dronten", "Nederland",
        "+31 88 000 01 00", "polderzon.example",
    ),
    SampleCompany(
        "Van der Meulen Koelhuizen B.V.", "Visafslag 260", "8321", "Urk", "Nederland",
        "+31 88 000 02 00", "vdmkoelhuizen.example",
    ),
    SampleCompany(
        "Skerry Isles Ferries", "Pier Road 77", "KW15 1ZZ", "Kirkwall", "United Kingdom",
        "+44 20 7946 0100", "skerryferries.example",
    ),
    SampleCompany(
        "Hargreaves Cold Storage Ltd", "Dockside 188", "DN31 3ZZ", "Grimsby", "United Kingdom",
        "+44 20 7946 0180", "hargreavescold.example",
    ),
]  # fmt: skip
