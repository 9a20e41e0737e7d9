"""Servers that answer nobody, as the people read it whose accounts wait for them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import clock
from accounts.models import EmailAccount, HostState
from accounts.models.host_state import server_of
from mail.core.endpoint import Endpoint, Service

Silent = Mapping[str, HostState]


def silent_servers(accounts: Collection[EmailAccount]) -> Silent:
    """Those of the accounts' servers whose circuit is open. One query."""
    endpoints = [account.endpoint(service) for account in accounts for service in Service]
    servers = {server_of(one.host, one.port) for one in endpoints}
    return {row.server: row for row in HostState.objects.open().filter(pk__in=servers)}


def in_words(endpoint: Endpoint, silent: Silent) -> list[str]:
    """Nothing when the server answers."""
    row = silent.get(server_of(endpoint.host, endpoint.port))
    if row is None or row.failing_since is None or row.ask_at is None:
        return []
    names = {"server": endpoint.host, "when": clock.moment(row.failing_since)}
    return [
        _("%(server)s has not answered any account here since %(when)s.") % names,
        _("It is asked again at %(time)s.")
        % {"time": clock.time_of_day(max(row.ask_at, timezone.now()))},
    ]
