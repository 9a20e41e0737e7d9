"""Certificates of every kind that a client has to tell apart, from authorities made up now."""

from __future__ import annotations

import ssl
import tempfile
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID


class Kind(StrEnum):
    GOOD = "good"
    CHAIN = "chain"  # by an intermediate authority, which is sent along
    MISSING_INTERMEDIATE = "missing_intermediate"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    WRONG_NAME = "wrong_name"
    SELF_SIGNED = "self_signed"
    UNTRUSTED = "untrusted"
    OLD_TLS = "old_tls"


ACCEPTABLE = frozenset({Kind.GOOD, Kind.CHAIN})
STRANGER = "server12.hoster-panel.net"
"""Whom a certificate of the wrong name was made for."""

_DAY = timedelta(days=1)


class _Issuer(NamedTuple):
    name: x509.Name
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


class Authority:
    """``ca_file`` holds the only authority that clients are to trust."""

    def __init__(self) -> None:
        self._directory = tempfile.TemporaryDirectory(prefix="crm-inbox-authority-")
        self._path = Path(self._directory.name)
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._root = _issuer("Bench Root CA")
        self._stranger = _issuer("Nobody's Root CA")
        self._intermediate = _issuer("Bench Issuing CA", self._root)
        self._contexts: dict[tuple[Kind, str], ssl.SSLContext] = {}
        self._lock = Lock()
        self.ca_file = str(self._path / "ca.pem")
        Path(self.ca_file).write_bytes(_pem(self._root.certificate))

    def close(self) -> None:
        self._directory.cleanup()

    def server_context(self, kind: Kind) -> ssl.SSLContext:
        """Shows each client a certificate of *kind* for the name that it asks for."""
        context = self._context(kind, STRANGER)
        context.sni_callback = lambda sock, name, _: self._choose(sock, name, kind)
        return context

    def _choose(self, sock: ssl.SSLObject, name: str | None, kind: Kind) -> None:
        sock.context = self._context(kind, name or STRANGER)

    def _context(self, kind: Kind, name: str) -> ssl.SSLContext:
        with self._lock:
            found = self._contexts.get((kind, name))
            if found is None:
                found = self._contexts[kind, name] = self._new_context(kind, name)
            return found

    def _new_context(self, kind: Kind, name: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.num_tickets = 0
        if kind is Kind.OLD_TLS:
            context.minimum_version = ssl.TLSVersion.TLSv1
            context.maximum_version = ssl.TLSVersion.TLSv1_1
            context.set_ciphers("ALL:@SECLEVEL=0")
        file = self._path / f"{len(self._contexts)}.pem"
        private = self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        file.write_bytes(private + b"".join(map(_pem, self._chain(kind, name))))
        context.load_cert_chain(file)
        return context

    def _chain(self, kind: Kind, name: str) -> tuple[x509.Certificate, ...]:
        now = datetime.now(UTC)
        begin, end = now - 30 * _DAY, now + 60 * _DAY
        if kind is Kind.EXPIRED:
            end = now - _DAY
        if kind is Kind.NOT_YET_VALID:
            begin = now + _DAY
        if kind is Kind.SELF_SIGNED:
            issuer = _Issuer(_name(name), self._key, self._root.certificate)
            return (self._leaf(name, issuer, begin, end),)
        issuer = {
            Kind.CHAIN: self._intermediate,
            Kind.MISSING_INTERMEDIATE: self._intermediate,
            Kind.UNTRUSTED: self._stranger,
        }.get(kind, self._root)
        leaf = self._leaf(STRANGER if kind is Kind.WRONG_NAME else name, issuer, begin, end)
        return (leaf, issuer.certificate) if kind is Kind.CHAIN else (leaf,)

    def _leaf(self, name: str, issuer: _Issuer, begin: datetime, end: datetime) -> x509.Certificate:
        builder = _builder(_name(name), issuer.name, self._key.public_key(), begin, end)
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        return (
            builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), False)
            .add_extension(purpose, False)
            .sign(issuer.key, hashes.SHA256())
        )


def _issuer(name: str, above: _Issuer | None = None) -> _Issuer:
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    parent, signer = (above.name, above.key) if above else (_name(name), key)
    builder = _builder(_name(name), parent, key.public_key(), now - 90 * _DAY, now + 90 * _DAY)
    constraint = x509.BasicConstraints(ca=True, path_length=None)
    certificate = builder.add_extension(constraint, True).sign(signer, hashes.SHA256())
    return _Issuer(_name(name), key, certificate)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    begin: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text[:64])])


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
