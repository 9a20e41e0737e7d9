"""What else the DNS gives away about where the mailboxes of a domain are. Hints, never proof.

A filter service or a forwarder as mail exchanger hides the mailbox; the domain's SPF record and
its ``autodiscover`` alias often name the provider behind it. Each of them comes over plain DNS
and may be forged or outdated: a candidate that rests on it is tier C.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from mail.core.discovery.host_suffix import bare_host, by_longest_suffix
from mail.core.discovery.provider import Provider
from mail.core.discovery.providers import provider_for_mx
from mail.core.discovery.table import FILTERS, FORWARDERS, PROVIDERS

_SPF_LIMIT = 4_096
_SPF_NAMES = re.compile(r"(?:^|\s)[+?~]?(?:include:|redirect=)(\S+)", re.IGNORECASE)


def gateway_for_mx(host: str) -> str | None:
    """The name of the filter service that runs the mail exchanger *host*."""
    return by_longest_suffix(bare_host(host), FILTERS)


def forwarder_for_mx(host: str) -> str | None:
    """The name of the service behind *host* that only sends mail on to another address."""
    return by_longest_suffix(bare_host(host), FORWARDERS)


def provider_from_spf(text: str) -> Provider | None:
    """The first provider of mailboxes that the SPF record *text* lets send (RFC 7208 §5.2, §6.1).

    A record that is none, or longer than any real one, names nobody.
    """
    if len(text) > _SPF_LIMIT or not re.match(r"\s*v=spf1(\s|$)", text, re.IGNORECASE):
        return None
    names = (bare_host(name) for name in _SPF_NAMES.findall(text))
    return next((_by_spf()[name] for name in names if name in _by_spf()), None)


def provider_for_autodiscover_cname(target: str) -> Provider | None:
    """The provider that an alias ``autodiscover.<domain>`` pointing to *target* means."""
    target = bare_host(target)
    return _by_autodiscover().get(target) or provider_for_mx(target)


@cache
def _by_spf() -> Mapping[str, Provider]:
    return {name: provider for provider in PROVIDERS for name in provider.spf}


@cache
def _by_autodiscover() -> Mapping[str, Provider]:
    return {name: provider for provider in PROVIDERS for name in provider.autodiscover}
