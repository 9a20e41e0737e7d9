"""A DNS server on loopback that answers from a dictionary."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

Records = Mapping[tuple[str, str], Sequence[str]]
TTL_S = 60


@dataclass(frozen=True, slots=True)
class Query:
    """One question, the name in lower case without the full stop at the end."""

    name: str
    type: str


class DnsServer:
    """UDP only. *records* are texts of a zone file: ``{("fjord.example", "MX"): ["10 mail…"]}``.

    A name without records of the type asked for, or with names below it, exists (an empty
    answer); any other does not (NXDOMAIN). A CNAME is followed within *records*. *failing* names
    get SERVFAIL, *silent* ones no answer at all.
    """

    def __init__(
        self,
        records: Records,
        failing: frozenset[str] = frozenset(),
        silent: frozenset[str] = frozenset(),
    ) -> None:
        self.records = {
            (_plain(name), kind.upper()): tuple(texts) for (name, kind), texts in records.items()
        }
        self.failing = failing
        self.silent = silent
        self.queries: list[Query] = []

    def start(self) -> None:
        self._server = _UdpServer(self)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> DnsServer:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def answer(self, packet: bytes) -> bytes | None:
        """The answer to *packet*, noting the question; None when there is to be silence."""
        try:
            request = dns.message.from_wire(packet)
        except dns.exception.DNSException:
            return None
        question = request.question[0]
        query = Query(_plain(str(question.name)), dns.rdatatype.to_text(question.rdtype))
        self.queries.append(query)
        if query.name in self.silent:
            return None
        response = dns.message.make_response(request)
        response.flags |= dns.flags.RA
        self._fill(response, query)
        return response.to_wire()

    def _fill(self, response: dns.message.Message, query: Query) -> None:
        if query.name in self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
            return
        name = query.name
        # A chain is at most as long as there are records; a ring of CNAMEs ends here too.
        for _ in self.records:
            alias = self.records.get((name, "CNAME"), ())
            if query.type == "CNAME" or not alias:
                break
            response.answer.append(_rrset(name, "CNAME", alias))
            name = _plain(alias[0])
        if texts := self.records.get((name, query.type)):
            response.answer.append(_rrset(name, query.type, texts))
        elif not self._exists(name):
            response.set_rcode(dns.rcode.NXDOMAIN)

    def _exists(self, name: str) -> bool:
        return any(known == name or known.endswith(f".{name}") for known, _ in self.records)


class _UdpServer(socketserver.UDPServer):
    def __init__(self, owner: DnsServer) -> None:
        self.owner = owner
        super().__init__(("127.0.0.1", 0), _Handler)


class _Handler(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        packet, sock = self.request
        assert isinstance(self.server, _UdpServer)
        if answer := self.server.owner.answer(packet):
            sock.sendto(answer, self.client_address)


def _plain(name: str) -> str:
    return name.rstrip(".").lower()


def _rrset(name: str, kind: str, texts: Sequence[str]) -> dns.rrset.RRset:
    return dns.rrset.from_text_list(f"{name}.", TTL_S, "IN", kind, list(texts))
