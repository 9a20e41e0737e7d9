"""Domains and people by chance, the same ones for the same seed."""

from __future__ import annotations

import random

_WORDS = (
    "acorn alder amber anchor apple arrow aspen badger beacon birch bridge brook canal cedar chalk "
    "clover cobalt copper coral crane delta dune ember falcon fern field fjord forge garnet glen "
    "granite grove harbour hazel heron hollow indigo ivory jasper juniper kestrel lagoon lantern "
    "larch linen lotus maple marble meadow mill nimbus north oak onyx orchard osprey pebble pine "
    "quartz raven reed ridge river rowan saffron sage shore slate sparrow spruce stone summit "
    "thistle timber topaz tulip vale walnut willow wren"
).split()
_ENDINGS = (
    "com com com net org de dk nl se no fr it es pl eu io ch at be co.uk com.au com.br co.jp "
    "co.nz info biz"
).split()
_PEOPLE = "anna bo carla.m d.evans e-lund frank_h g.o'hara henk ida jan.willem kari l.b+crm".split()


class Names:
    """``shape`` keeps the names of two runs over one internet apart."""

    def __init__(self, group: str, seed: int) -> None:
        self.random = random.Random(f"{group}/{seed}")
        self._group = group
        self._seed = seed
        self._count = 0

    def domain(self, ending: str = "") -> str:
        self._count += 1
        one, two = self.random.sample(_WORDS, 2)
        tail = ending or self.random.choice(_ENDINGS)
        return f"{one}-{two}-{self._group[:2]}{self._seed}x{self._count}.{tail}"

    def hoster(self) -> str:
        """The domain of a provider that nobody has heard of."""
        return self.domain(self.random.choice(("net", "host", "cloud", "com")))

    def person(self) -> str:
        return self.random.choice(_PEOPLE)
