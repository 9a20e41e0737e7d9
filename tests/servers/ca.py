"""A certificate authority that lives as long as the tests."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import trustme

from tests.servers.leash import new_directory, remove_directory


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate with its chain, and its private key, each in a PEM file."""

    chain_file: Path
    key_file: Path

    def server_context(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain_file, self.key_file)
        return context


class Authority:
    """Signs certificates for any name. A second one stands for an authority nobody trusts."""

    def __init__(self) -> None:
        self._ca = trustme.CA()
        self._numbers = count(1)
        self._directory = new_directory("ca")
        self.ca_file = self._directory / "ca.pem"
        self._ca.cert_pem.write_to_path(self.ca_file)

    def certificate(self, *names: str) -> Certificate:
        """Valid now, for *names* (host names or IP addresses)."""
        return self._store(self._ca.issue_cert(*names))

    def expired(self, *names: str) -> Certificate:
        """Right in every respect but one: it ran out yesterday."""
        now = datetime.now(UTC)
        leaf = self._ca.issue_cert(
            *names, not_before=now - timedelta(days=30), not_after=now - timedelta(days=1)
        )
        return self._store(leaf)

    def client_context(self) -> ssl.SSLContext:
        """Trusts this authority and no other."""
        return ssl.create_default_context(cafile=self.ca_file)

    def close(self) -> None:
        """Remove the files."""
        remove_directory(self._directory)

    def __enter__(self) -> Authority:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def _store(self, leaf: trustme.LeafCert) -> Certificate:
        number = next(self._numbers)
        certificate = Certificate(
            self._directory / f"{number}-chain.pem", self._directory / f"{number}-key.pem"
        )
        for index, blob in enumerate(leaf.cert_chain_pems):
            blob.write_to_path(certificate.chain_file, append=index > 0)
        leaf.private_key_pem.write_to_path(certificate.key_file)
        return certificate
