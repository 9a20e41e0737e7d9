"""A company's mail, whole: authority, Dovecot, Postfix and the DNS that leads to them."""

from __future__ import annotations

from contextlib import ExitStack
from ipaddress import ip_network
from itertools import count
from typing import NamedTuple

from mail.transport.policy import Policy
from tests.servers.ca import Authority
from tests.servers.dns import DnsServer
from tests.servers.dovecot import Dovecot
from tests.servers.leash import HOST
from tests.servers.postfix import Postfix

PRIVATE_NETWORK = "127.0.0.0/8"


class User(NamedTuple):
    """Somebody with a mailbox; the user name is the address."""

    address: str
    password: str


class MailWorld:
    """All servers of *domain*, found by its SRV records, as of RFC 6186 and RFC 8314.

    ``host`` resolves to a loopback address and is the only name in the certificate. Kari and Ola
    are there from the start.
    """

    def __init__(self, domain: str = "fjord.example") -> None:
        self.domain = domain
        self.host = f"mail.{domain}"
        self.kari = User(f"kari@{domain}", "kari's password")
        self.ola = User(f"ola@{domain}", "ola's password")
        self._numbers = count(1)
        self._stack = ExitStack()

    def start(self) -> None:
        """Returns when all servers answer. Raises RuntimeError with a server's words."""
        with ExitStack() as stack:
            users = (self.kari, self.ola)
            self.authority = stack.enter_context(Authority())
            self.certificate = self.authority.certificate(*self._names())
            self.dovecot = stack.enter_context(Dovecot(self.certificate, users, self._settings()))
            recipients = [user.address for user in users]
            self.postfix = stack.enter_context(
                Postfix(self.domain, self.certificate, self.dovecot, recipients)
            )
            self.dns = stack.enter_context(DnsServer(self._records()))
            self._stack = stack.pop_all()

    def stop(self) -> None:
        self._stack.close()

    def __enter__(self) -> MailWorld:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def new_user(self, name: str) -> User:
        """Somebody with an empty mailbox that nobody else uses, such as ``kari-1@…``."""
        number = next(self._numbers)
        user = User(f"{name}-{number}@{self.domain}", f"{name}'s password {number}")
        self.dovecot.add_user(user.address, user.password)
        self.postfix.add_recipient(user.address)
        return user

    def environment(self) -> dict[str, str]:
        """The settings with which CRM Inbox finds and trusts these servers and no others."""
        return {
            "DNS_SERVERS": f"127.0.0.1:{self.dns.port}",
            "MAIL_ALLOWED_PRIVATE_NETWORKS": PRIVATE_NETWORK,
            "MAIL_EXTRA_CA_FILE": str(self.authority.ca_file),
            "ISPDB_URL": "",
        }

    def policy(self) -> Policy:
        """The same for the transport."""
        return Policy(
            private_networks=(ip_network(PRIVATE_NETWORK),),
            extra_ca_file=str(self.authority.ca_file),
            dns_servers=(("127.0.0.1", self.dns.port),),
        )

    def _names(self) -> tuple[str, ...]:
        """What is in the certificate."""
        return (self.host,)

    def _settings(self) -> str:
        """What Dovecot is told besides."""
        return ""

    def _records(self) -> dict[tuple[str, str], list[str]]:
        host = f"{self.host}."
        return {
            (self.domain, "MX"): [f"10 {host}"],
            (self.host, "A"): [HOST],
            (f"_imaps._tcp.{self.domain}", "SRV"): [f"0 1 {self.dovecot.imaps_port} {host}"],
            (f"_submissions._tcp.{self.domain}", "SRV"): [f"0 1 {self.postfix.smtps_port} {host}"],
        }
