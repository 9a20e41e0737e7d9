"""What one person's set-up teaches about their domain, and what an administrator makes of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.utils import timezone

from accounts.models import DomainPreset, EmailAccount
from accounts.models.domain_preset import PresetState
from crm_inbox.models import User
from mail.core.address import domain_of, same_address
from mail.core.discovery.presets import Preset, is_curated
from mail.core.discovery.providers import provider_for_domain
from mail.core.discovery.result import Source, UsernameRule, username_for
from mail.core.endpoint import Login, Service

ADMINISTRATOR = "administrator"
"""Source of a preset that was typed in the administration."""

_KNOWN_ANYWAY = frozenset({Source.PRESET, Source.PROVIDER_TABLE, Source.ISPDB})
"""Found there, the next person needs nothing from us; and ISPDB lists the domains of providers."""


def accepted() -> dict[str, Preset]:
    rows = DomainPreset.objects.filter(state=PresetState.ACCEPTED)
    return {row.domain: row.preset() for row in rows}


def offer(account: EmailAccount, *, source: str) -> None:
    """Offer the servers of *account*, on which both sign-ins have just worked, for its domain.

    Not for a provider's own domains, and not where we know the servers anyway. One row for each
    domain: what an administrator has decided stays as it is.
    """
    domain, offered = domain_of(account.address), _columns(account)
    if source in _KNOWN_ANYWAY or offered is None or provider_for_domain(domain):
        return
    if is_curated(*(account.endpoint(service) for service in Service)):
        return
    offered["source"] = source
    row, is_new = DomainPreset.objects.get_or_create(domain=domain, defaults=offered)
    if not is_new and not people_on([row])[row.pk]:
        # Nobody is there any more, so the offer moves with the people; a decision does not.
        DomainPreset.objects.filter(pk=row.pk, state=PresetState.OFFERED).update(**offered)


_SERVERS = [
    f"{service.value}_{name}" for service in Service for name in ("host", "port", "security")
]


def _columns(account: EmailAccount) -> dict[str, object] | None:
    """Its servers as a preset has them; None when a user name does not follow from the address."""
    columns: dict[str, object] = {name: getattr(account, name) for name in _SERVERS}
    for service in Service:
        rule = _rule(account.login(service), account.address)
        if rule is None:
            return None
        columns[f"{service.value}_rule"] = rule
    return columns


def _rule(login: Login, address: str) -> UsernameRule | None:
    """How the user name follows from *address*; None when it does not."""
    if same_address(login.username, address):
        return "address"
    local_part = username_for("local_part", address)
    return "local_part" if login.username.casefold() == local_part.casefold() else None


def people_on(presets: Iterable[DomainPreset]) -> dict[int, int]:
    """How many people of its domain use the servers of each preset, by its id. One query."""
    users: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for account in EmailAccount.objects.only("user_id", "address", *_SERVERS):
        users[(domain_of(account.address), *_endpoints(account))].add(account.user_id)
    return {preset.pk: len(users[(preset.domain, *_endpoints(preset))]) for preset in presets}


def _endpoints(row: EmailAccount | DomainPreset) -> list[object]:
    return [row.endpoint(service) for service in Service]


def accept(preset: DomainPreset, user: User | None) -> None:
    """From now on whoever types an address of the domain is asked for the password alone."""
    _decide(preset, PresetState.ACCEPTED, user)


def decline(preset: DomainPreset, user: User | None) -> None:
    """Do not offer this again; what people have set up goes on working."""
    _decide(preset, PresetState.DECLINED, user)


def lay_down(preset: DomainPreset, user: User | None) -> DomainPreset:
    """Store what an administrator typed; it counts at once."""
    preset.source = preset.source or ADMINISTRATOR
    _decide(preset, PresetState.ACCEPTED, user)
    return preset


def _decide(preset: DomainPreset, state: PresetState, user: User | None) -> None:
    preset.state, preset.decided_by, preset.decided_at = state, user, timezone.now()
    preset.save()
