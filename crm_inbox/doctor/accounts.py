"""Accounts that do not work, and passwords that can no longer be opened."""

from __future__ import annotations

from collections.abc import Iterator

from accounts import connect
from accounts.models import EmailAccount
from accounts.problems import explain
from mail.core.endpoint import Service


def passwords() -> Iterator[str]:
    unreadable = [
        f"{account.address} ({service})"
        for account in EmailAccount.objects.order_by("address")
        for service in Service
        if not connect.opens(account, service)
    ]
    if unreadable:
        yield (
            f"The stored passwords of {', '.join(unreadable)} cannot be opened with the present "
            "CREDENTIAL_KEYS: add the old key, or type the passwords again in Email options."
        )


def problems() -> Iterator[str]:
    for account in EmailAccount.objects.in_trouble().order_by("address"):
        for service, error in account.problems.items():
            words = explain(error)
            yield f"{account.address} ({service}): {words.title}. {words.next_step}"
