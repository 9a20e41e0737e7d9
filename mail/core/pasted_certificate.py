"""What a certificate says, read with caps and believed by nobody.

Source: RFC 5280 (X.509), RFC 7468 §3 (PEM; several blocks and text around them are usual).
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256

from cryptography import x509

from mail.core.errors import printable

SIZE_LIMIT = 64 * 1024
"""Bytes of what is read: a certificate has one or two kilobytes, a whole chain ten."""

TEXT_LIMIT = 500
NAMES_LIMIT = 50

_EARLIEST, _LATEST = datetime(1950, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)

_BLOCK = re.compile(rb"-----BEGIN ([A-Z0-9 ]{1,40})-----\s*([A-Za-z0-9+/=\s]*?)-----END \1-----")


class Defect(StrEnum):
    """Why a text is not the one certificate that was asked for."""

    TOO_LONG = "too_long"
    NONE = "none"
    SEVERAL = "several"
    PRIVATE_KEY = "private_key"
    UNREADABLE = "unreadable"


class CertificateError(ValueError):
    def __init__(self, defect: Defect) -> None:
        super().__init__(defect.value)
        self.defect = defect


@dataclass(frozen=True, slots=True)
class Certificate:
    """``names`` are the hosts it is for; ``sha256`` is the fingerprint as lower-case hex.

    Texts come from whoever made the certificate: printable, cut, and to be escaped like any other.
    """

    pem: str
    sha256: str
    subject: str
    issuer: str
    names: tuple[str, ...]
    not_before: datetime
    not_after: datetime
    is_authority: bool

    @property
    def made_by_itself(self) -> bool:
        return self.subject == self.issuer

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.sha256)


def fingerprint(sha256_hex: str) -> str:
    """``AB:CD:…``, as browsers and openssl show it, to be compared by eye."""
    pairs = [sha256_hex[start : start + 2] for start in range(0, len(sha256_hex), 2)]
    return ":".join(pairs).upper()


def read_certificate(data: bytes) -> Certificate:
    """The only certificate in *data*, PEM or DER. Raises CertificateError."""
    if len(data) > SIZE_LIMIT:
        raise CertificateError(Defect.TOO_LONG)
    if b"PRIVATE KEY-----" in data:
        raise CertificateError(Defect.PRIVATE_KEY)
    try:
        return _facts(_only_certificate(data))
    except CertificateError:
        raise
    # The parser is lazy and has an exception of its own for each thing that can be wrong.
    except (ValueError, TypeError, OverflowError, x509.InvalidVersion, x509.DuplicateExtension,
            x509.UnsupportedGeneralNameType):  # fmt: skip
        raise CertificateError(Defect.UNREADABLE) from None


def _only_certificate(data: bytes) -> bytes:
    """Its DER."""
    if data.startswith((b"0\x82", b"0\x81")):  # a SEQUENCE, as DER begins
        return data
    blocks = [body for label, body in _BLOCK.findall(data) if label.endswith(b"CERTIFICATE")]
    if not blocks:
        raise CertificateError(Defect.NONE)
    if len(blocks) > 1:
        raise CertificateError(Defect.SEVERAL)
    try:
        return b64decode(b"".join(blocks[0].split()), validate=True)
    except binascii.Error:
        raise CertificateError(Defect.UNREADABLE) from None


def _facts(der: bytes) -> Certificate:
    found = x509.load_der_x509_certificate(der)
    return Certificate(
        pem=_pem(der),
        sha256=sha256(der).hexdigest(),
        subject=_text(found.subject),
        issuer=_text(found.issuer),
        names=_names(found),
        not_before=_moment(found.not_valid_before_utc),
        not_after=_moment(found.not_valid_after_utc),
        is_authority=_is_authority(found),
    )


def _moment(then: datetime) -> datetime:
    """Without an end it says 99991231235959Z (RFC 5280 §4.1.2.5), too late for most time zones."""
    return min(max(then, _EARLIEST), _LATEST)


def _text(name: x509.Name) -> str:
    """The common name and the organisation, by which people recognise it; else all of it."""
    known = (x509.NameOID.COMMON_NAME, x509.NameOID.ORGANIZATION_NAME)
    words = [str(part.value) for oid in known for part in name.get_attributes_for_oid(oid)]
    if not name.get_attributes_for_oid(x509.NameOID.COMMON_NAME):
        words = [name.rfc4514_string()]
    return printable(", ".join(dict.fromkeys(words)))[:TEXT_LIMIT]


def _names(found: x509.Certificate) -> tuple[str, ...]:
    try:
        extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except x509.ExtensionNotFound:
        return ()
    hosts = extension.value.get_values_for_type(x509.DNSName)
    addresses = map(str, extension.value.get_values_for_type(x509.IPAddress))
    return tuple(printable(name)[:TEXT_LIMIT] for name in [*hosts, *addresses][:NAMES_LIMIT])


def _is_authority(found: x509.Certificate) -> bool:
    """RFC 5280 §4.2.1.9: only with this mark may it sign others."""
    try:
        return found.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _pem(der: bytes) -> str:
    encoded = b64encode(der).decode()
    lines = [encoded[start : start + 64] for start in range(0, len(encoded), 64)]
    return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
