"""A small internet for the tests of the bench's own instruments."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from bench.internet.authority import Kind
from bench.internet.net import Internet
from mail.core.endpoint import Endpoint, Login, Security, Service
from mail.transport.policy import Policy

HOST = "imap.fjord-mail.net"


@contextmanager
def internet(certificate: Kind = Kind.GOOD) -> Iterator[Internet]:
    """With one mail server, :data:`HOST`."""
    with Internet() as net:
        net.mail(HOST, (993, 143, 465, 587), certificate=certificate)
        yield net


def policy(net: Internet, *plaintext_hosts: str) -> Policy:
    return Policy(
        extra_ca_file=net.authority.ca_file,
        dns_servers=(net.resolver,),
        plaintext_hosts=frozenset(plaintext_hosts),
    )


def login(service: Service, port: int, security: Security, host: str = HOST) -> Login:
    return Login(Endpoint(service, host, port, security), "anna")
