"""The DNS of this internet: what each name answers, well-behaved or not."""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from enum import StrEnum

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL_S = 300
CHAIN_LIMIT = 20


class Manner(StrEnum):
    """How a name misbehaves, whatever it is asked."""

    SERVFAIL = "servfail"
    SILENT = "silent"
    GARBAGE = "garbage"
    WRONG_ID = "wrong_id"
    REFUSED = "refused"
    NXDOMAIN = "nxdomain"  # although it exists
    TRUNCATED = "truncated"  # over UDP; over TCP the answer is whole
    TRUNCATED_SILENT = "truncated_silent"  # and nobody answers over TCP
    LOSSY = "lossy"  # the first packet of each question is lost
    AAAA_SILENT = "aaaa_silent"  # old load balancers know nothing of IPv6
    AAAA_SERVFAIL = "aaaa_servfail"
    AAAA_NXDOMAIN = "aaaa_nxdomain"


HARMLESS = frozenset(
    {
        Manner.TRUNCATED, Manner.LOSSY,
        Manner.AAAA_SILENT, Manner.AAAA_SERVFAIL, Manner.AAAA_NXDOMAIN,
    }
)  # fmt: skip
"""Who answers like this can still be found."""


class Zone:
    """Records by name and type, as texts of a zone file; ``*.`` begins a wildcard.

    A name without records of the type asked for exists when another type or a name below it has
    some. A record added by :meth:`then` is the answer to the second question and all later ones.
    """

    def __init__(self) -> None:
        self._records: dict[tuple[str, str], list[str]] = defaultdict(list)
        self._later: dict[tuple[str, str], list[str]] = {}
        self._exist: set[str] = set()
        self._manners: dict[str, Manner] = {}
        self.asked: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, kind: str, *texts: str) -> None:
        self._records[name.lower(), kind] += texts
        labels = name.lower().split(".")
        self._exist |= {".".join(labels[start:]) for start in range(len(labels))}

    def has(self, name: str, kind: str) -> bool:
        return (name, kind) in self._records

    def then(self, name: str, kind: str, *texts: str) -> None:
        self._later[name.lower(), kind] = list(texts)

    def misbehave(self, name: str, manner: Manner) -> None:
        """From now on, *name* and every name below it."""
        self._manners[name.lower()] = manner

    def answer(self, packet: bytes, *, over_tcp: bool) -> bytes | None:
        """The answer to *packet*; None when there is to be silence."""
        try:
            request = dns.message.from_wire(packet)
        except dns.exception.DNSException:
            return None
        question = request.question[0]
        name, kind = _plain(str(question.name)), dns.rdatatype.to_text(question.rdtype)
        self.asked[name, kind] += 1
        response = dns.message.make_response(request)
        response.flags |= dns.flags.RA
        manner = self._manner(name, kind)
        if manner is Manner.SILENT or (manner is Manner.TRUNCATED_SILENT and over_tcp):
            return None
        if manner is Manner.LOSSY and self.asked[name, kind] == 1:
            return None
        if manner is Manner.GARBAGE:
            return packet[:2] + os.urandom(60)
        if manner is Manner.WRONG_ID:
            response.id ^= 0x5555
        if manner in {Manner.SERVFAIL, Manner.REFUSED, Manner.NXDOMAIN}:
            response.set_rcode(dns.rcode.from_text(manner.value.upper()))
            return response.to_wire()
        self._fill(response, name, kind)
        cut = manner in {Manner.TRUNCATED, Manner.TRUNCATED_SILENT} and not over_tcp
        return _wire(response, 0 if cut else 65535 if over_tcp else request.payload or 512)

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> None:
        for _ in range(CHAIN_LIMIT):
            alias = self._found(name, "CNAME")
            if kind == "CNAME" or not alias:
                break
            response.answer.append(_rrset(name, "CNAME", alias))
            name = _plain(alias[0])
        if texts := self._found(name, kind):
            response.answer.append(_rrset(name, kind, texts))
        elif not self._exists(name):
            response.set_rcode(dns.rcode.NXDOMAIN)

    def _found(self, name: str, kind: str) -> list[str]:
        if self.asked[name, kind] > 1 and (name, kind) in self._later:
            return self._later[name, kind]
        if name in self._exist:
            return self._records.get((name, kind), [])
        return self._records.get((self._wildcard(name), kind), [])

    def _exists(self, name: str) -> bool:
        return name in self._exist or self._wildcard(name) in self._exist

    def _wildcard(self, name: str) -> str:
        """The wildcard that covers *name*: the one below its closest encloser (RFC 4592)."""
        parent = name
        while parent:
            parent = parent.partition(".")[2]
            if parent in self._exist:
                return f"*.{parent}"
        return "*."

    def _manner(self, name: str, kind: str) -> Manner | None:
        while name and name not in self._manners:
            name = name.partition(".")[2]
        manner = self._manners.get(name)
        if manner and manner.startswith("aaaa_"):
            return Manner(manner.removeprefix("aaaa_")) if kind == "AAAA" else None
        return manner


def _wire(response: dns.message.Message, limit_bytes: int) -> bytes:
    if limit_bytes:
        try:
            return response.to_wire(max_size=limit_bytes)
        except dns.exception.TooBig:
            pass
    response.answer.clear()
    response.flags |= dns.flags.TC
    return response.to_wire()


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


def _rrset(name: str, kind: str, texts: list[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text_list(f"{name}.", TTL_S, "IN", kind, texts)
