"""Who writes: a few often, most seldom, as in every mailbox."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from bench.mail.languages import LANGUAGES, Language

PEOPLE = 300
COMPANIES = 60
_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "a", "ö": "o", "ü": "u", "ß": "ss",
                        "é": "e", "ë": "e", "ï": "i"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Correspondent:
    name: str
    address: str
    language: Language


class Acquaintance:
    """Everybody who writes to one mailbox."""

    def __init__(self, chance: Random) -> None:
        self._people = [_person(chance, number) for number in range(PEOPLE)]
        # Zipf's law: the tenth most frequent writer writes a tenth as often as the first.
        self._weights = [1 / (rank + 1) for rank in range(PEOPLE)]

    def somebody(self, chance: Random) -> Correspondent:
        return chance.choices(self._people, self._weights)[0]


def _person(chance: Random, number: int) -> Correspondent:
    language = LANGUAGES[number % len(LANGUAGES)]
    first, last = chance.choice(language.first_names), chance.choice(language.last_names)
    local = f"{first}.{last}{number}".lower().translate(_ASCII)
    domain = chance.choice(language.domains)
    return Correspondent(f"{first} {last}", f"{local}@{number % COMPANIES}.{domain}", language)
