"""The providers that we know, by where their people live. Facts only; no order matters."""

from __future__ import annotations

from mail.core.discovery.table import (
    americas,
    asia,
    british,
    closed,
    dutch,
    eastern_europe,
    french,
    german,
    google_microsoft,
    hosters,
    hosters_european,
    hosters_german,
    italian_iberian,
    nordic,
    world,
    zoho,
)
from mail.core.discovery.table.families import FAMILIES
from mail.core.discovery.table.gateways import FILTERS, FORWARDERS, NOT_EXCHANGERS

__all__ = ["FAMILIES", "FILTERS", "FORWARDERS", "NOT_EXCHANGERS", "PROVIDERS"]

_PARTS = (
    google_microsoft,
    world,
    zoho,
    german,
    nordic,
    dutch,
    british,
    french,
    italian_iberian,
    eastern_europe,
    americas,
    asia,
    hosters,
    hosters_german,
    hosters_european,
    closed,
)

PROVIDERS = tuple(provider for part in _PARTS for provider in part.TABLE)
