"""MTA-STS (RFC 8461): the domain itself says over HTTPS which mail exchangers are its own.

We read it for another purpose than it was made for: what an exchanger's operator says is worth
as much as a word of the domain's own when the domain vouches for that exchanger over a verified
channel, and not only through the DNS.
"""

from __future__ import annotations

BODY_LIMIT = 64 * 1024  # RFC 8461 §3.3 suggests it


def mta_sts_url(domain: str) -> str:
    return f"https://mta-sts.{domain}/.well-known/mta-sts.txt"


def vouches_for(policy: bytes, host: str) -> bool:
    """Whether *policy* is in force and lists the mail exchanger *host* (RFC 8461 §3.2, §4.1)."""
    fields = [
        (key.strip().lower(), value.strip().lower())
        for key, _, value in (line.partition(":") for line in _text(policy).splitlines())
    ]
    single = dict(fields)
    if single.get("version") != "stsv1" or single.get("mode") not in {"enforce", "testing"}:
        return False
    return any(key == "mx" and _matches(pattern, host) for key, pattern in fields)


def _matches(pattern: str, host: str) -> bool:
    """A star stands for the leftmost label and nothing else (RFC 6125 §6.4.3)."""
    if pattern.startswith("*."):
        return host.partition(".")[2] == pattern[2:]
    return host == pattern.removesuffix(".")


def _text(policy: bytes) -> str:
    return policy[:BODY_LIMIT].decode("utf-8", "replace")
