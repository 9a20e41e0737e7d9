"""The owner of the mailbox, her colleague, and the correspondents who have no card yet."""

from __future__ import annotations

from crm_inbox.sample.owner import ADDRESS
from crm_inbox.sample.people import SamplePerson

ANNA = SamplePerson(
    "Anna", "Solvind", "Key Account Manager", "Solvind Energi AS", ADDRESS, "+47 55 00 09 10"
)
INGRID = SamplePerson(
    "Ingrid", "Solvind", "Daglig leder", "Solvind Energi AS",
    "ingrid@solvind.example", "+47 55 00 09 01",
)  # fmt: skip
NORDVIND = SamplePerson("", "NordVind Nytt", "", "", "redaksjonen@nordvindnytt.example", "")
HENRIK = SamplePerson(
    "Henrik", "Bøgh", "Ordrekontoret", "Nordlys Solceller ApS",
    "ordre@nordlyssolceller.example", "+45 70 00 08 88",
)  # fmt: skip
LARS = SamplePerson(
    "Lars", "Holm", "Driftsleder", "Grønbæk Boligforening",
    "lars.holm@gronbaekbolig.example", "+45 70 00 04 19",
)  # fmt: skip
SPEDITION = SamplePerson(
    "Birgit", "Brandt", "Buchhaltung", "Spedition Brandt KG",
    "rechnung@spedition-brandt.example", "+49 30 23125 702",
)  # fmt: skip
SANNE = SamplePerson(
    "Sanne", "Bakker", "", "", "sanne.bakker@studentenpost.example", "+31 6 0000 4412"
)
JOOST = SamplePerson(
    "Joost", "Hendriks", "Adviseur aansluitingen", "Netbeheer Waterland",
    "j.hendriks@netbeheerwaterland.example", "+31 88 000 05 50",
)  # fmt: skip
MASSAN = SamplePerson(
    "Elin", "Wallström", "Utställaransvarig", "Elmässan Göteborg",
    "elin.wallstrom@elmassan.example", "+46 31 390 06 60",
)  # fmt: skip
FREDRIK = SamplePerson(
    "Fredrik", "Nyström", "Ordförande", "BRF Måsen",
    "fredrik.nystrom@brfmasen.example", "+46 8 465 004 63",
)  # fmt: skip
EWAN = SamplePerson(
    "Ewan", "Sinclair", "Harbour Engineer", "Skerry Isles Ferries",
    "ewan.sinclair@skerryferries.example", "+44 20 7946 0147",
)  # fmt: skip
PRIYA = SamplePerson(
    "Priya", "Raman", "Head of Sustainability", "Tidewater Brewing Co.",
    "priya@tidewaterbrewing.example", "+44 20 7946 0102",
)  # fmt: skip
NAOMI = SamplePerson(
    "Naomi", "Okafor", "Staff Writer", "Northern Energy Review",
    "n.okafor@northernenergyreview.example", "+44 20 7946 0119",
)  # fmt: skip
MARCUS = SamplePerson("Marcus", "Thorne", "", "", "marcus.thorne@brightroof.example", "")
INSTALLERS = SamplePerson(
    "Solar Installers Europe", "", "", "", "installers@lists.solarforum.example", ""
)
