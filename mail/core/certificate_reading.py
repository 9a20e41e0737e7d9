"""Reading a certificate that a server showed (RFC 5280). The bytes are hostile."""

from __future__ import annotations

from hashlib import sha256

from cryptography import x509
from cryptography.x509.oid import NameOID

from mail.core.certificate import CertificateFacts
from mail.core.printable import printable

SIZE_LIMIT_BYTES = 64 * 1024
NAMES_LIMIT = 50
NAME_LIMIT = 253


def fingerprint(der: bytes) -> str:
    return sha256(der).hexdigest()


def read_certificate(host: str, der: bytes) -> CertificateFacts | None:
    """The facts in *der*, which may be anything; None when it is not a certificate."""
    if len(der) > SIZE_LIMIT_BYTES:
        return None
    try:
        certificate = x509.load_der_x509_certificate(der)
        return CertificateFacts(
            host=host,
            names=_names(certificate),
            issuer=_issuer(certificate),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            fingerprint_sha256=fingerprint(der),
            self_signed=certificate.issuer == certificate.subject,
        )
    except Exception:  # the parser's own errors come in many kinds, and these bytes are hostile
        return None


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    """The alternative names; the common name only where there are none (RFC 9525 §6)."""
    try:
        extension = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (x509.ExtensionNotFound, ValueError):
        return tuple(_values(certificate.subject, NameOID.COMMON_NAME))
    hosts = extension.value.get_values_for_type(x509.DNSName)
    addresses = [str(a) for a in extension.value.get_values_for_type(x509.IPAddress)]
    return tuple(_short(name) for name in [*hosts, *addresses][:NAMES_LIMIT])


def _issuer(certificate: x509.Certificate) -> str:
    """Organisation and name of whoever signed it."""
    found = [
        value
        for kind in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
        for value in _values(certificate.issuer, kind)
    ]
    return ", ".join(dict.fromkeys(found))[:NAME_LIMIT]


def _values(name: x509.Name, kind: x509.ObjectIdentifier) -> list[str]:
    return [_short(str(each.value)) for each in name.get_attributes_for_oid(kind)][:NAMES_LIMIT]


def _short(text: str) -> str:
    return printable(text)[:NAME_LIMIT]
