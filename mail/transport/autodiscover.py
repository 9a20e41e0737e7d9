"""Asking Autodiscover with the address and nothing else."""

from __future__ import annotations

import time
from functools import partial

from mail.core.address import domain_of, parse_addr_spec
from mail.core.discovery.autodiscover import (
    CONTENT_TYPE,
    PoxAnswer,
    parse_pox,
    pox_request,
    pox_urls,
)
from mail.core.endpoint import Login
from mail.core.errors import MailError
from mail.transport import dns_lookup, http_fetch
from mail.transport.parallel import all_of
from mail.transport.policy import Policy

REDIRECTS_LIMIT = 2

Pairs = tuple[tuple[Login, Login], ...]


def ask_autodiscover(domain: str, address: str, policy: Policy, timeout_s: float) -> Pairs:
    """The (IMAP, SMTP) pairs offered to *address*, best first. Raises nothing: a host without
    Autodiscover, or one that wants a password first, has none."""
    deadline = time.monotonic() + timeout_s
    works = [partial(_ask, url, address, policy, deadline) for url in pox_urls(domain)]
    works.append(partial(_ask_announced, domain, address, policy, deadline))
    for question in all_of(works):
        if pairs := question.result(deadline - time.monotonic(), ()):
            return pairs
    return ()


def _ask_announced(domain: str, address: str, policy: Policy, deadline: float) -> Pairs:
    """The host that an SRV record names."""
    left_s = deadline - time.monotonic()
    records = dns_lookup.srv(f"_autodiscover._tcp.{domain}", policy, left_s)
    hosts = [record.target for record in sorted(records, key=lambda record: record.priority)]
    if not hosts or not hosts[0]:
        return ()
    return _ask(f"https://{hosts[0]}/autodiscover/autodiscover.xml", address, policy, deadline)


def _ask(url: str, address: str, policy: Policy, deadline: float) -> Pairs:
    for _hop in range(REDIRECTS_LIMIT + 1):
        answer, location = _post(url, address, policy, deadline)
        if answer.pairs:
            return answer.pairs
        url = location or answer.redirect_url
        if answer.redirect_address:
            url, address = _elsewhere(answer.redirect_address, address)
        if not url:
            break
    return ()


def _post(url: str, address: str, policy: Policy, deadline: float) -> tuple[PoxAnswer, str]:
    result = http_fetch.post(
        url,
        policy,
        body=pox_request(address),
        content_type=CONTENT_TYPE,
        timeout_s=deadline - time.monotonic(),
    )
    answer = parse_pox(result.body, address) if result.status == 200 else PoxAnswer()
    return answer, result.location


def _elsewhere(redirect: str, address: str) -> tuple[str, str]:
    """Where to ask about the address that the answer names instead."""
    try:
        other = parse_addr_spec(redirect)
    except MailError:
        return "", address
    return ("", address) if other == address else (pox_urls(domain_of(other))[0], other)
